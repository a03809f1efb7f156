import { onnxRuntimeVersion, programVersion, runtimeIsOfficial } from '../../program-info'
import { type Check, expectThat } from './check'

/** The runtime that the program was built for, and which copy of it. */
export const runtimeCheck: Check = {
  name: 'runtime',
  run: () => {
    const { electron, node, chrome } = process.versions
    expectThat(electron.startsWith('42.'), 'This is not the Electron that the program is made for.')
    return Promise.resolve({
      version: programVersion,
      electron,
      node,
      chrome,
      onnxRuntime: onnxRuntimeVersion,
      platform: `${process.platform}-${process.arch}`,
      officialRuntime: runtimeIsOfficial(),
    })
  },
}
