/** What is measured on a page with a curve on a canvas; the same code runs in Vesalius and in the bare page. */

/** Put into a page once. A curve is there when pixels of its canvas differ from the first one. */
export function installCurveProbe() {
  const patienceMs = 60_000
  const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  const isDrawn = (canvas) => {
    if (!canvas || canvas.width === 0 || canvas.height === 0) return false
    const copy = new OffscreenCanvas(canvas.width, canvas.height)
    const context = copy.getContext('2d')
    context.drawImage(canvas, 0, 0)
    const pixels = new Uint32Array(context.getImageData(0, 0, copy.width, copy.height).data.buffer)
    // A frame or an axis alone colours no more than a row and a column of pixels.
    let coloured = 0
    for (const pixel of pixels) if (pixel !== pixels[0]) coloured += 1
    return coloured > 3 * (copy.width + copy.height)
  }
  globalThis.benchCurve = {
    /** ms from `act` to the curve in the canvas that `find` gives */
    firstPaint: async (act, find) => {
      const startedAt = performance.now()
      act()
      while (!isDrawn(find())) {
        if (performance.now() - startedAt > patienceMs) throw new Error('the curve was not drawn')
        await nextFrame()
      }
      return performance.now() - startedAt
    },
    /** ms between the frames while the wheel zooms in and out over an element, one turn a frame */
    zoom: async (element, frames) => {
      const box = element.getBoundingClientRect()
      const at = { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 }
      const times = []
      let before = await nextFrame()
      for (let frame = 0; frame < frames; frame += 1) {
        const deltaY = frame % 60 < 30 ? -60 : 60
        element.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY, bubbles: true, cancelable: true }))
        const now = await nextFrame()
        times.push(now - before)
        before = now
      }
      return times
    },
  }
}
