// What these packages expect of a newer Node.
if (Promise.withResolvers == null) {
  Promise.withResolvers = function () {
    let resolve
    let reject
    const promise = new this((yes, no) => { resolve = yes; reject = no })
    return { promise, resolve, reject }
  }
}
