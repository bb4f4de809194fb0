/** The line that tells whether the server can be reached. */

/** @param {boolean} reached */
export function connected(reached) {
  const line = /** @type {HTMLElement} */ (document.getElementById("connection"));
  line.textContent = reached ? "" : "The server cannot be reached. Trying again …";
}
