/**
 * Who may import whom. Each rule says why in its comment; a violation fails the check. The rooms:
 * domain -> zod; shared/ipc -> domain; preload -> shared; main/ipc/handlers -> main/<area>; main/<area> -> main/store,
 * main/security, main/inference; renderer/features -> renderer/{viewer,ui,bridge}, shared.
 */

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one subject, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-barrels',
      comment:
        'A file is imported by its own name; an index that only passes others on hides who needs what.',
      severity: 'error',
      from: {},
      to: { path: '^src/.*/index\\.tsx?$', pathNot: '^src/(main|preload)/index\\.ts$' },
    },
    {
      name: 'domain-knows-only-zod',
      comment:
        'Clinical rules run anywhere and are tested without anything else. How strong a password is, is a rule too; so is what a unit means.',
      severity: 'error',
      from: { path: '^src/shared/domain/', pathNot: '\\.test\\.ts$' },
      to: {
        pathNot: [
          '^src/shared/(domain/|result\\.ts$)',
          '^node_modules/zod/',
          '^node_modules/@zxcvbn-ts/',
          '^node_modules/@lhncbc/ucum-lhc/',
        ],
      },
    },
    {
      name: 'result-knows-only-zod',
      severity: 'error',
      from: { path: '^src/shared/result\\.ts$' },
      to: { pathNot: '^node_modules/zod/' },
    },
    {
      name: 'contract-knows-only-the-domain',
      severity: 'error',
      from: { path: '^src/shared/ipc/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^src/shared/', '^node_modules/zod/'] },
    },
    {
      name: 'preload-knows-only-shared',
      comment: 'The bridge, nothing else.',
      severity: 'error',
      from: { path: '^src/preload/' },
      to: { pathNot: ['^src/(preload|shared)/', '^electron$', '^node_modules/electron/'] },
    },
    {
      name: 'renderer-stays-in-its-process',
      comment:
        'The sandboxed page has no Node and no Electron; of the other rooms it may know shared and the bridge’s types.',
      severity: 'error',
      from: { path: '^src/renderer/', pathNot: '\\.test\\.tsx?$' },
      to: {
        path: [
          '^src/(main|preload)/',
          '^node_modules/(electron|better-sqlite3|onnxruntime-node)/',
          '^electron$',
        ],
        pathNot: '^src/preload/bridge\\.ts$',
      },
    },
    {
      name: 'renderer-has-no-node',
      severity: 'error',
      from: { path: '^src/renderer/', pathNot: '\\.test\\.tsx?$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'main-stays-in-its-process',
      severity: 'error',
      from: { path: '^src/(main|shared)/' },
      to: {
        path: ['^src/(renderer|preload)/', '^node_modules/(react|react-dom|@cornerstonejs/(core|tools))/'],
      },
    },
    {
      name: 'features-do-not-know-each-other',
      comment: 'What two features share belongs to ui, viewer or the domain.',
      severity: 'error',
      from: { path: '^src/renderer/features/([^/]+)/' },
      to: { path: '^src/renderer/features/', pathNot: '^src/renderer/features/$1/' },
    },
    {
      name: 'features-do-not-know-the-shell',
      severity: 'error',
      from: { path: '^src/renderer/(features|viewer|ui)/' },
      to: { path: '^src/renderer/main\\.tsx$' },
    },
    {
      name: 'ui-is-dumb',
      comment: 'Components without knowledge of the program can be used everywhere.',
      severity: 'error',
      from: { path: '^src/renderer/ui/' },
      to: { path: '^src/renderer/(app|features|viewer|bridge)' },
    },
    {
      name: 'viewer-does-not-know-screens',
      severity: 'error',
      from: { path: '^src/renderer/viewer/' },
      to: { path: '^src/renderer/(app|features)/' },
    },
    {
      name: 'sqlite-only-in-store',
      severity: 'error',
      from: { pathNot: ['^src/main/store/', '^bench/'] },
      to: { path: '^node_modules/(better-sqlite3|@types/better-sqlite3)/' },
    },
    {
      name: 'onnxruntime-only-in-inference',
      severity: 'error',
      from: { pathNot: ['^src/main/inference/', '^bench/'] },
      to: { path: '^node_modules/onnxruntime-(node|common)/' },
    },
    {
      name: 'cornerstone-only-in-viewer',
      comment: 'Codecs are plain WebAssembly and belong to imaging.',
      severity: 'error',
      from: { pathNot: ['^src/renderer/viewer/', '^bench/'] },
      to: { path: '^node_modules/@cornerstonejs/(core|tools|metadata|utils|dicom-image-loader)/' },
    },
    {
      name: 'store-knows-no-use-case',
      severity: 'error',
      from: { path: '^src/main/(store|security)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/main/(app|ipc)/' },
    },
    {
      name: 'areas-do-not-know-the-shell',
      comment: 'Use cases are called by handlers, headless commands and workers; they call none of these.',
      severity: 'error',
      from: { path: '^src/main/(imaging|inference|records|settings)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/main/(app|ipc)/' },
    },
    {
      name: 'tests-are-not-imported',
      severity: 'error',
      from: { pathNot: '\\.test\\.tsx?$' },
      to: { path: '\\.test\\.tsx?$' },
    },
    {
      name: 'test-support-stays-in-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: ['\\.test\\.tsx?$', '\\.fixture\\.ts$', '^src/test-support/'] },
      to: { path: '^src/test-support/' },
    },
    {
      name: 'shipped-code-uses-shipped-packages',
      comment:
        'Main loads its packages at run time unless they are bundled; the build bundles all but `dependencies`.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'nothing-unresolvable',
      severity: 'error',
      from: {},
      // Types alone, of @types/fhir, have no module of their own.
      to: { couldNotResolve: true, pathNot: '^(electron|fhir/r4)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist|out-[^/]+)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.css', '.wasm'],
    },
  },
}
