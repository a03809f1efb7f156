/** results.json as a page for people. */

const ms = (value) => (value >= 1000 ? `${(value / 1000).toPrecision(3)} s` : `${value} ms`)
const round = (value) => Number(value.toPrecision(3))
const times = (ratio) => (ratio === null || ratio === undefined ? 'not measured' : `${ratio}`)

const count = (value) => value.toLocaleString('en')

/** @param when what ran, and what early means */
function memoryRows(memory, when) {
  return [
    ['main', memory.main],
    ['the inference process', memory.inference],
  ].map(([name, part]) => [
    `Memory of ${name} late in ${when}`,
    `${round(part.lateMiB)} MiB`,
    `${round(part.earlyMiB)} MiB`,
    times(round(part.ratio)),
  ])
}

/** Of the patient page: a whole page that opens, and frames while one zooms. */
function timelineRows(timeline) {
  if (!timeline) return []
  const { values, firstPaint, frame } = timeline
  const spread = ({ medianMs, p95Ms }) => `${ms(medianMs)}; ${ms(p95Ms)}`
  return [
    [
      `The patient page with a curve of ${count(values)} values, from the choice of the patient to the curve; against ECharts alone with the values at hand`,
      ms(firstPaint.oursMs),
      ms(firstPaint.bareMs),
      times(firstPaint.ratio),
    ],
    [
      'A frame while the curve is zoomed (median; 95th percentile); against ECharts alone',
      spread(frame.ours),
      spread(frame.bare),
      times(frame.ratio),
    ],
  ]
}

function recordRows(records) {
  if (!records) return []
  const { plainInsertRowsPerS: plain, ms: took } = records
  const imports = [
    [
      `Import of ${count(records.importRows)} values as FHIR (read, check, identify, encrypt)`,
      records.fhir.rowsPerS,
    ],
    ['The same from a table', records.csv.rowsPerS],
    ['The same export again, which adds nothing', records.fhir.againRowsPerS],
    ['The same values from a second sender', records.secondSourceRowsPerS],
    [`Filling a record with ${count(records.values)} values, without a file`, records.fill.rowsPerS],
    ['The last tenth of them', records.fill.lastRowsPerS],
  ]
  const rows = imports.map(([what, rowsPerS]) => [
    `${what}; against a plain insert into SQLite`,
    `${count(rowsPerS)} rows/s`,
    `${count(plain)} rows/s`,
    times(round(plain / rowsPerS)),
  ])
  const among = `among ${count(records.values)} values of ${count(records.patients)} people (median; 95th percentile)`
  const spread = ({ p50, p95 }) => `${ms(p50)}; ${ms(p95)}`
  const question = (what, ours, bare) => [
    `${what} ${among}${bare ? '; against a plain unencrypted table' : ''}`,
    spread(ours),
    bare ? spread(bare) : '',
    bare ? times(round(ours.p95 / bare.p95)) : '',
  ]
  return [
    ...rows,
    question(`A curve of ${count(records.valuesOfOneCurve)} values`, took.timeline, took.plainTimeline),
    question(
      `A curve of ${count(records.valuesOfLongCurve)} values, thinned out to 2,000`,
      took.longCurve,
      took.plainLongCurve,
    ),
    question('The latest value of a code', took.latest),
    question('A page of 50 values, the newest first', took.page),
    question('All codes of a person with their newest values', took.codes),
    [
      'Size of the record; against the plain unencrypted table',
      `${records.bytesPerValue} bytes a value`,
      `${records.plainBytesPerValue} bytes a value`,
      times(round(records.bytesPerValue / records.plainBytesPerValue)),
    ],
    ['Largest memory of the process that filled it', `${count(records.largestMiB)} MiB`, '', ''],
  ]
}

function stayRows(icu) {
  if (!icu) return []
  const against = (what, perSecond) => [
    `${what}; against a bare onnxruntime loop`,
    `${perSecond} stays/s`,
    `${icu.barePerSecond} stays/s`,
    times(round(icu.barePerSecond / perSecond)),
  ]
  const on = `\`predict icu-mortality\` on ${count(icu.stays)} stays`
  return [
    against(`${on} of ${count(icu.rows)} measurements, start and reading included`, icu.predictPerSecond),
    against('The same without start and reading', icu.steadyPerSecond),
    ...(icu.memory ? memoryRows(icu.memory, `${on}; against early (stays 500 to 1,000)`) : []),
  ]
}

function tableRows(parts) {
  return (parts ?? []).flatMap((part) => {
    const on = `\`predict ${part.model}\` on ${count(part.rows)} rows`
    const against = (what, perSecond) => [
      `${what}; against a bare onnxruntime loop in the same batches`,
      `${count(Math.round(perSecond))} rows/s`,
      `${count(Math.round(part.bareBatchPerSecond))} rows/s`,
      times(round(part.bareBatchPerSecond / perSecond)),
    ]
    return [
      against(`${on}, start included`, part.predictPerSecond),
      against('The same without the start', part.steadyPerSecond),
      ...(part.memory ? memoryRows(part.memory, `${on}; against early (rows 20,000 to 40,000)`) : []),
    ]
  })
}

export function table(results) {
  const rows = []
  const row = (what, ours, bare, ratio) => rows.push(`| ${what} | ${ours} | ${bare} | ${ratio} |`)
  const {
    start,
    import: imported,
    viewer,
    predict,
    predictMemory,
    predictIcu,
    predictTables,
    inference,
    explain,
    queue,
    search,
    records,
    timeline,
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
  if (predictMemory)
    for (const cells of memoryRows(
      predictMemory,
      `\`predict\` on ${count(predictMemory.films)} films; against early (films 500 to 1,000)`,
    ))
      row(...cells)
  for (const query of search?.queries ?? []) {
    row(
      `Search among ${search.patients.toLocaleString('en')} patients: ${query.name} (${query.matches} found); against plain SQLite with LIKE`,
      ms(query.oursMs),
      ms(query.bareMs),
      times(query.ratio),
    )
  }
  for (const cells of [
    ...recordRows(records),
    ...timelineRows(timeline),
    ...stayRows(predictIcu),
    ...tableRows(predictTables),
  ])
    row(...cells)
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
