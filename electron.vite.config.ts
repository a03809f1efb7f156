import { relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  main: {
    build: {
      rolldownOptions: {
        input: {
          index: here('src/main/index.ts'),
          'store-worker': here('src/main/workers/store-worker.ts'),
          'reader-worker': here('src/main/workers/reader-worker.ts'),
          'pixel-worker': here('src/main/workers/pixel-worker.ts'),
          'film-worker': here('src/main/workers/film-worker.ts'),
          'check-worker': here('src/main/workers/check-worker.ts'),
          'site-worker': here('src/main/workers/site-worker.ts'),
          'preparation-worker': here('src/main/workers/preparation-worker.ts'),
          'record-reader-worker': here('src/main/workers/record-reader-worker.ts'),
          'inference-process': here('src/main/inference/process/inference-process.ts'),
        },
        // Chunks lie beside the entries, so that `import.meta.dirname` is the same folder wherever code ends up.
        output: { chunkFileNames: '[name]-[hash].js' },
        // Natives and wasm codecs stay in node_modules: they find their binaries beside themselves.
        external: [/^better-sqlite3$/, /^onnxruntime-node$/, /^@cornerstonejs\/codec-/],
      },
      externalizeDeps: true,
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: here('src/preload/index.ts') },
        // Sandboxed preloads are CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: here('src/renderer'),
    plugins: [
      react(),
      {
        // A relative `--outDir` is meant from the project's root; Vite takes it from the renderer's.
        name: 'out-dir-from-project-root',
        config: ({ build }) => {
          const fromRoot = relative(here('src/renderer'), build?.outDir ?? '')
          return build?.outDir === undefined || fromRoot.startsWith('..')
            ? {}
            : { build: { outDir: resolve(here('.'), fromRoot), emptyOutDir: true } }
        },
      },
    ],
    worker: { format: 'es' },
    build: {
      target: 'chrome148',
      // The viewer is megabytes of text that the page must parse before the first image.
      minify: true,
      assetsInlineLimit: 0,
      rolldownOptions: { input: here('src/renderer/index.html') },
    },
    resolve: {
      // vtk.js pulls xmlbuilder2, which needs Node's `events` at load time and is not used here.
      alias: { xmlbuilder2: here('src/renderer/viewer/shims/xmlbuilder2.ts') },
    },
  },
})
