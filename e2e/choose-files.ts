import type { ElectronApplication } from '@playwright/test'

/** Answers the system's file dialog as a user would, since no driver can reach that window. */
export async function chooseInFileDialog(
  electron: ElectronApplication,
  paths: readonly string[],
): Promise<void> {
  await electron.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [...filePaths] })
  }, paths)
}
