import { describe, expect, it } from 'vitest'
import { AppException } from '../../shared/result'
import type { OpenVault } from '../workers/vault-workers'
import { answerStudyRequest } from './study-protocol'

const description = {
  rows: 1,
  columns: 2,
  samplesPerPixel: 1,
  sampleType: 'int16',
  photometricInterpretation: 'MONOCHROME2',
  smallest: -1,
  largest: 5,
} as const
const vault = {
  pixels: {
    frame: (id: string, index: number) => {
      if (id === 'broken') return Promise.reject(new AppException('DICOM_DECODE_FAILED', 'broken'))
      if (id === 'damaged') return Promise.reject(new AppException('BLOB_DAMAGED', 'damaged'))
      if (id !== 'a b') return Promise.reject(new AppException('NOT_FOUND', 'unknown'))
      return Promise.resolve({ description, bytes: new Uint8Array(index === 0 ? 4 : 3 << 20) })
    },
    thumbnail: () => Promise.resolve(Uint8Array.of(0x89)),
  },
  reader: {
    call: (_: string, { label }: { label: string }) =>
      Promise.resolve(label === 'pneumonia' ? { rows: 1, columns: 1, data: new Uint8Array(4) } : null),
  },
} as unknown as OpenVault

const get = (url: string, requireOpen = () => vault, method = 'GET') =>
  answerStudyRequest(new Request(url, { method }), requireOpen)

describe('study://', () => {
  it('serves a frame with its description, readable by the interface alone', async () => {
    const response = await get('study://frame/a%20b/0')
    expect(response.status).toBe(200)
    expect(JSON.parse(response.headers.get('x-vesalius-frame') ?? '')).toEqual(description)
    expect(response.headers.get('access-control-allow-origin')).toBe('app://ui')
    expect(response.headers.get('access-control-expose-headers')).toContain('x-vesalius-frame')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect((await response.arrayBuffer()).byteLength).toBe(4)
  })

  it('serves large frames whole', async () => {
    expect((await (await get('study://frame/a%20b/1')).arrayBuffer()).byteLength).toBe(3 << 20)
  })

  it('serves thumbnails and activation maps', async () => {
    expect((await get('study://thumbnail/x')).headers.get('content-type')).toBe('image/png')
    const map = await get('study://activation/run/pneumonia')
    expect(JSON.parse(map.headers.get('x-vesalius-map') ?? '')).toEqual({ rows: 1, columns: 1 })
  })

  it.each<[string, number, string]>([
    ['study://frame/unknown/0', 404, 'NOT_FOUND'],
    ['study://frame/a%20b', 404, 'NOT_FOUND'],
    ['study://frame/a%20b/-1', 404, 'NOT_FOUND'],
    ['study://frame/a%20b/0/more', 404, 'NOT_FOUND'],
    ['study://elsewhere/x', 404, 'NOT_FOUND'],
    ['study://activation/run/other', 404, 'NOT_FOUND'],
    ['study://frame/broken/0', 422, 'DICOM_DECODE_FAILED'],
    ['study://frame/damaged/0', 500, 'BLOB_DAMAGED'],
  ])('%s is %i', async (url, status, code) => {
    const response = await get(url)
    expect([response.status, response.headers.get('x-vesalius-error')]).toEqual([status, code])
  })

  it('is 423 while the vault is locked, and only for reading', async () => {
    const locked = () => {
      throw new AppException('VAULT_LOCKED', 'locked')
    }
    expect((await get('study://frame/a%20b/0', locked)).status).toBe(423)
    expect((await get('study://frame/a%20b/0', () => vault, 'POST')).status).toBe(404)
  })
})
