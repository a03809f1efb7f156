import { type CodecName, decodeWithCodec } from '../../../imaging/codecs/wasm-codec'
import { type Check, expectThat } from './check'

const columns = 16
const rows = 12
/** The picture that all the streams below hold, 16 bits a sample. */
const sampleAt = (x: number, y: number) => (x * 17 + y * 331) % 4096

/** The same drawn picture, lossless, in each format whose decoder is WebAssembly. */
const streams: Record<CodecName, string> = {
  charls:
    '/9j/9wALDAAMABABAREA/9oACAEBAAAAALDhw38N+73zvrnjfaAFbFgvedcbaZYXWc1iACtrWMYxa1rWtamAylKUpTMzMzKq8ZKqqqqqqqqq8UhVVVVVVVVVdKOqtJJJJJOFGSSSSSSSbKKkkkqqrRRFVVVVZKGqqqvwUJ//bv/Z',
  openjpeg:
    '/0//UQApAAAAAAAQAAAADAAAAAAAAAAAAAAAEAAAAAwAAAAAAAAAAAABDwEB/1IADAACAAEAAgQEAAH/XAAKQICIiJCIiJD/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjT/kAAKAAAAAABWAAH/k9/4kMgGpfzNf2aIK2tJOpPP9wP29k1kalXhvBJ/wAPqBIB+wOAb9KVhDL8y7FNtr8AB84WAPzCwNp0ogSBAjgC/kHfDT1yEP//Z',
  openjph:
    '/0//UQApQAAAAAAQAAAADAAAAAAAAAAAAAAAEAAAAAwAAAAAAAAAAAABDwEB/1AACAACAAAACv9SAAwAAgABAAIEBEAB/1wACiCIkJCQiIiI/2QAFwABT3BlbkpQSCBWZXIgMC4zMS4wLv+QAAoAAAAAAHIAAf+TwAAt4P9/p/V3/x/q7/5L+pR/f76dPpVeRr+gP3NCADG3AMAAFTAABWCKovygIjCCdgDQhS50ofvAUoG+tgDAACrgABagAAAAwOeKenACdwCUUqJEiRIlSpT++hCAe/ZCAey6AP/Z',
}

/** Every decoder finds its WebAssembly in this installation and gives back the picture to the last bit. */
export const codecsCheck: Check = {
  name: 'codecs',
  run: async () => {
    const names = Object.keys(streams) as CodecName[]
    for (const name of names) {
      const image = await decodeWithCodec(name, Buffer.from(streams[name], 'base64'))
      expectThat(image.width === columns && image.height === rows, `${name} gave an image of another size.`)
      const view = new DataView(image.bytes.buffer, image.bytes.byteOffset, image.bytes.byteLength)
      for (let at = 0; at < columns * rows; at++) {
        const expected = sampleAt(at % columns, Math.floor(at / columns))
        expectThat(view.getUint16(at * 2, true) === expected, `${name} gave other pixels.`)
      }
    }
    return { decoders: names.join(' ') }
  },
}
