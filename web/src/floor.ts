/** What the libraries call and Chromium 86, the officers' floor, does not have. Loaded before all else. */
if (!Array.prototype.at) {
  const at = function (this: ArrayLike<unknown>, index: number): unknown {
    const from = Math.trunc(index) || 0
    return this[from < 0 ? this.length + from : from]
  }
  for (const kind of [Array, String])
    Object.defineProperty(kind.prototype, 'at', { value: at, writable: true, configurable: true })
}
if (!('hasOwn' in Object)) {
  Object.defineProperty(Object, 'hasOwn', {
    value: (thing: object, key: PropertyKey) => Object.prototype.hasOwnProperty.call(thing, key),
    writable: true,
    configurable: true,
  })
}

export {}
