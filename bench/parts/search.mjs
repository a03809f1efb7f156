import { runBundled } from '../lib/bundled.mjs'

export const benchSearch = () => runBundled('search')
