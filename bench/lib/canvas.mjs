/** What is measured on a page with a Cornerstone canvas; the same code runs in Vesalius and in the bare page. */

/** Put into a page once. Draws the canvas small and compares: an image is there when it is not all of one colour. */
export function installCanvasProbe() {
  const copy = new OffscreenCanvas(32, 32)
  const context = copy.getContext('2d', { willReadFrequently: true })
  const look = () => {
    const canvas = document.querySelector('canvas.cornerstone-canvas')
    if (!canvas || canvas.width === 0) return null
    context.drawImage(canvas, 0, 0, 32, 32)
    const { data } = context.getImageData(0, 0, 32, 32)
    let sum = 0
    let varied = false
    for (let at = 0; at < data.length; at += 4) {
      sum = (Math.imul(sum, 31) + data[at]) >>> 0
      if (data[at] !== data[0]) varied = true
    }
    return varied ? sum : null
  }
  const patienceMs = 30_000
  const until = (isThere) =>
    new Promise((resolve, reject) => {
      const givenUpAt = performance.now() + patienceMs
      const check = () => {
        const now = performance.now()
        if (isThere()) resolve(now)
        else if (now > givenUpAt) reject(new Error('the image did not change'))
        else requestAnimationFrame(check)
      }
      check()
    })
  globalThis.benchCanvas = {
    /** ms from `act` to an image */
    firstImage: async (act) => {
      const startedAt = performance.now()
      act()
      return (await until(() => look() !== null)) - startedAt
    },
    /** ms of each step through the stack, one press of the arrow key after another, for whatever has the focus */
    scroll: async (steps) => {
      const times = []
      for (let step = 0; step < steps; step += 1) {
        const before = look()
        const startedAt = performance.now()
        const press = { key: 'ArrowDown', code: 'ArrowDown', bubbles: true, cancelable: true }
        document.activeElement.dispatchEvent(new KeyboardEvent('keydown', press))
        times.push((await until(() => look() !== null && look() !== before)) - startedAt)
      }
      return times
    },
  }
}
