import { app } from 'electron'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Where the model packages lie: the installed program's resources, or `models/` of the checkout. A checkout, and only a
 * checkout, may be pointed elsewhere by VESALIUS_MODELS_DIR: an installed program takes no models by the environment.
 */
export function findModelsDir(): string {
  if (app.isPackaged) return join(process.resourcesPath, 'models')
  const override = process.env['VESALIUS_MODELS_DIR']
  if (override) return override
  return checkoutModelsDir(import.meta.dirname)
}

function checkoutModelsDir(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'models')))
      return join(folder, 'models')
    if (dirname(folder) === folder) return join(from, 'models')
  }
}
