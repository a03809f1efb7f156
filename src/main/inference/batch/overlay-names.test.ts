import { expect, it } from 'vitest'
import { OverlayNames } from './overlay-names'

it('never gives one name twice', () => {
  const names = new OverlayNames()
  const given = ['a/film.png', 'b/film.png', 'c/FILM.png', 'film.png-2', 'd/film.png'].map((path) =>
    names.next(path),
  )
  expect(given).toEqual(['film.png', 'film.png-2', 'FILM.png-3', 'film.png-2-2', 'film.png-4'])
})
