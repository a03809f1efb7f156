/** The card of a model that a site added: Markdown from the answers and from what the file says. */
import type { ModelManifest } from '../manifest'
import type { SiteForm } from './answers'
import type { GraphReport } from './graph-report'

export interface CardInput {
  manifest: ModelManifest
  report: GraphReport
  form: SiteForm
  /** YYYY-MM-DD */
  addedOn: string
  goldenCases: number
}

/** Text of others inside Markdown: nothing in it may begin a heading, a link or HTML. */
const plain = (text: string): string => text.replace(/[\\`*_{}[\]<>#|!]/g, '\\$&').replace(/\s+/g, ' ')

export function writeCard({ manifest, report, form, addedOn, goldenCases }: CardInput): string {
  const [input] = report.inputs
  const [output] = report.outputs
  const shape = (port: typeof input) => port?.shape?.map((size) => size || '?').join(' x ') ?? '?'
  const rows = labelRows(manifest)
  return `# ${plain(manifest.title.en)} / ${plain(manifest.title['zh-CN'])}

\`${manifest.id}\` ${manifest.version}. Added by this site on ${addedOn}. 本机构于 ${addedOn} 添加。

## Intended use / 预期用途

${plain(manifest.intendedUse.en)}

${plain(manifest.intendedUse['zh-CN'])}

## Not for / 不适用于

${list([...manifest.exclusions.en, ...manifest.exclusions['zh-CN']])}

## What is not known / 未知事项

- The numbers are **scores**: nobody has calibrated them on this site's patients. 输出为**评分**，未经本机构患者校准。
- No measurement of this model on this site's images exists until the local check is run. 运行本地核查之前，本机构没有该模型的实测性能。
- The reference cases below were recorded from this very file on this computer. They show that the model keeps giving the same
  answers, not that they are right. 参考病例由本机用该文件记录，仅说明结果可重复，不说明结果正确。

## Labels and thresholds / 标签与阈值

| label | title | 名称 | threshold |
|---|---|---|---|
${rows.join('\n')}

How the thresholds were chosen / 阈值依据: ${plain(form.thresholdRule)}

## The file / 模型文件

- SHA-256 \`${manifest.weights.sha256}\`
- ${report.bytes} bytes, ${report.parameters} parameters, ONNX opset ${manifest.weights.opset}, made by ${plain(report.producer || 'unknown')}
${joinedLine(report)}- input \`${plain(input?.name ?? '')}\` ${shape(input)}, output \`${plain(output?.name ?? '')}\` ${shape(output)}
- ${goldenCases} reference cases, drawn by a fixed rule; no patient's image is among them

## Licence and source / 许可与来源

${plain(manifest.licence)}. ${plain(manifest.citation)}
`
}

const joinedLine = ({ joined }: GraphReport): string =>
  joined.length === 0
    ? ''
    : `- joined into one file from / 由以下文件合并: ${joined.map(({ file, sha256 }) => `${plain(file)} (SHA-256 \`${sha256}\`)`).join(', ')}
`

const list = (entries: readonly string[]): string =>
  entries.length > 0
    ? entries.map((entry) => `- ${plain(entry)}`).join('\n')
    : '- (nothing was stated / 未说明)'

function labelRows(manifest: ModelManifest): string[] {
  return manifest.outputs.flatMap((output) => {
    if (output.role === 'finding-logits')
      return output.labels.map(
        ({ label, title, kind, threshold }) =>
          `| ${label} | ${plain(title.en)} | ${plain(title['zh-CN'])} | ${kind === 'normal' ? '-' : threshold.value} |`,
      )
    if (output.role === 'segmentation-mask')
      return output.labels.map(
        ({ label, title }) =>
          `| ${label} | ${plain(title.en)} | ${plain(title['zh-CN'])} | ${output.threshold} |`,
      )
    return []
  })
}
