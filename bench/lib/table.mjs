/** results.json as a page for people. */

const ms = (value) => (value >= 1000 ? `${(value / 1000).toPrecision(3)} s` : `${value} ms`)
const round = (value) => Number(value.toPrecision(3))
const times = (ratio) => (ratio === null || ratio === undefined ? 'not measured' : `${ratio}`)

export function table(results) {
  const rows = []
  const row = (what, ours, bare, ratio) => rows.push(`| ${what} | ${ours} | ${bare} | ${ratio} |`)
  const {
    start,
    import: imported,
    viewer,
    predict,
    predictMemory,
    inference,
    explain,
    queue,
    search,
    records,
    memory,
  } = results
  if (start)
    row(
      'Start to the unlock screen; against an empty Electron window',
      ms(start.oursMs),
      ms(start.bareMs),
      times(start.ratio),
    )
  if (imported) {
    const what = `Import of ${imported.instances} instances, ${imported.megabytes} MB (parse, hash, encrypt, index, sync); against dcmdump and cp`
    row(
      what,
      ms(imported.oursMs),
      imported.bareMs === null ? 'dcmtk is not installed' : ms(imported.bareMs),
      times(imported.ratio),
    )
  }
  if (viewer) {
    const how = `${viewer.slices} slices of 512 x 512, ${viewer.rendering} rendering; against bare Cornerstone, unencrypted`
    row(
      `First image of a CT from the double click, ${how}`,
      ms(viewer.firstImage.oursMs),
      ms(viewer.firstImage.bareMs),
      times(viewer.firstImage.ratio),
    )
    row(
      'One step of scrolling through it (median of 60)',
      ms(viewer.scrollStep.oursMs),
      ms(viewer.scrollStep.bareMs),
      times(viewer.scrollStep.ratio),
    )
  }
  if (predict) {
    row(
      `\`predict\` on ${predict.films} films, start included; against a bare onnxruntime loop`,
      `${predict.predictPerSecond} films/s`,
      `${predict.barePerSecond} films/s`,
      times(round(predict.barePerSecond / predict.predictPerSecond)),
    )
    row(
      'The same without the start',
      `${predict.steadyPerSecond} films/s`,
      `${predict.barePerSecond} films/s`,
      times(round(predict.barePerSecond / predict.steadyPerSecond)),
    )
  }
  for (const [method, part] of Object.entries(explain ?? {})) {
    row(
      `\`explain\` by ${method}, ${part.runsPerFilm} runs a film, without the start; against a bare onnxruntime loop of as many`,
      `${part.filmsPerSecond} films/s`,
      `${part.barePerSecond} films/s`,
      times(part.ratio),
    )
  }
  if (queue) {
    row(
      `The background queue on ${queue.films} stored films (decrypt, decode, run, store); against \`predict\` without the start`,
      `${queue.filmsPerSecond} films/s`,
      predict ? `${predict.steadyPerSecond} films/s` : 'not measured',
      times(predict ? round(predict.steadyPerSecond / queue.filmsPerSecond) : null),
    )
    row(
      'One step of scrolling through a CT while films wait in the queue (median of 300); against a paused queue',
      ms(queue.scrollStep.withMs),
      ms(queue.scrollStep.withoutMs),
      times(queue.scrollStep.ratio),
    )
  }
  if (predictMemory) {
    const what = (name) =>
      `Memory of ${name} late in \`predict\` on ${predictMemory.films.toLocaleString('en')} films; against early (films 500 to 1,000)`
    for (const [name, part] of [
      ['main', predictMemory.main],
      ['the inference process', predictMemory.inference],
    ])
      row(what(name), `${round(part.lateMiB)} MiB`, `${round(part.earlyMiB)} MiB`, times(round(part.ratio)))
  }
  for (const query of search?.queries ?? []) {
    row(
      `Search among ${search.patients.toLocaleString('en')} patients: ${query.name} (${query.matches} found); against plain SQLite with LIKE`,
      ms(query.oursMs),
      ms(query.bareMs),
      times(query.ratio),
    )
  }
  if (records) {
    row(
      `Import of ${records.importRows} values as FHIR (read, check, identify, encrypt); against a plain insert into SQLite`,
      `${records.importRowsPerS} rows/s`,
      `${records.plainInsertRowsPerS} rows/s`,
      times(round(records.plainInsertRowsPerS / records.importRowsPerS)),
    )
    row(
      `A curve of ${records.valuesOfOneCurve} values among ${records.values} (median; 95th percentile)`,
      `${ms(records.timelineMs.p50)}; ${ms(records.timelineMs.p95)}`,
      '',
      '',
    )
  }
  if (memory)
    row(
      `Memory of all processes after ${memory.studies} studies; against after the first`,
      `${memory.afterAll.total} MiB`,
      `${memory.afterFirst.total} MiB`,
      times(memory.ratio),
    )
  const lags = []
  if (imported)
    lags.push(
      `| during the import of ${imported.instances} instances | ${imported.mainLoop.worstMs} ms | ${imported.mainLoop.p99Ms} ms |`,
    )
  if (inference)
    lags.push(
      `| during ${inference.runs} model runs from the window (median ${ms(inference.medianMs)} each) | ${inference.mainLoop.worstMs} ms | ${inference.mainLoop.p99Ms} ms |`,
    )
  if (queue) {
    lags.push(
      `| while the queue works and nobody reads | ${queue.mainLoop.worstMs} ms | ${queue.mainLoop.p99Ms} ms |`,
      `| while a CT is scrolled and ${queue.analysedWhileReading} films are analysed in the pauses | ${queue.reading.with.worstMs} ms | ${queue.reading.with.p99Ms} ms |`,
      `| the same with a paused queue | ${queue.reading.without.worstMs} ms | ${queue.reading.without.p99Ms} ms |`,
    )
  }
  return `# Measurements

Made by \`npm run bench\` on ${results.measuredAt}: ${results.machine}. Each ratio is ours over the other thing, both measured in the same
run on the same machine, so it says more than the milliseconds do. Below 1 is faster (or smaller) than the other thing. Single runs
on a machine that does other things too: expect a fifth more or less.

| what | Vesalius | the other thing | ratio |
|---|---|---|---|
${rows.join('\n')}

The first image of a CT includes loading the viewer itself, which the bare page had done before the clock started. Memory counts
the images that the viewer keeps for going back and forth, up to a limit.

How late the main process's event loop came round (goal: below 50 ms at worst):

| when | worst | 99th percentile |
|---|---|---|
${lags.join('\n')}
`
}
