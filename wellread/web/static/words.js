/** Numbers, times and addresses in words. Pure. */

/** @param {number | null | undefined} usd @returns {string} `$0.032`, `$1.20`, or a dash for unknown */
export function money(usd) {
  if (usd === null || usd === undefined) return "–";
  return `$${usd.toFixed(usd > 0 && usd < 1 ? 3 : 2)}`;
}

/** @param {any} usage @returns {string} where a price is unknown, it is more than the sum */
export function cost(usage) {
  return `${usage.unpriced_calls ? "≥ " : ""}${money(usage.cost_usd)}`;
}

/** @param {number} seconds @returns {string} `42 s`, `3 min 05 s`, `2 h 10 min` */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** @param {number} count @param {string} one @param {string} [many] @returns {string} */
export function counted(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** @param {number} bytes @returns {string} */
export function size(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** @param {string} iso @param {number} now milliseconds @returns {string} `5 min ago`, or the day */
export function ago(iso, now) {
  const then = Date.parse(iso);
  if (Number.isNaN(then)) return "";
  const minutes = Math.round((now - then) / 60000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.round(minutes / 60)} h ago`;
  return day(iso);
}

/** @param {string} iso @returns {string} `2026-11-26` */
export function day(iso) {
  return /^\d{4}-\d\d-\d\d/.test(iso) ? iso.slice(0, 10) : "";
}

/**
 * Where a source stands: the host of a web page, the name of a file, the rest as it is.
 * @param {string} address
 * @returns {string}
 */
export function place(address) {
  const web = link(address);
  if (web) return new URL(web).host.replace(/^www\./, "");
  if (!address.startsWith("file:")) return address;
  const name = address.slice(address.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/**
 * The address as a link may carry it, or empty for everything that is no web page.
 * @param {string} address
 * @returns {string}
 */
export function link(address) {
  try {
    const url = new URL(address);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : "";
  } catch {
    return "";
  }
}

export const VERDICTS = {
  supported: "Supported",
  partly_supported: "Partly supported",
  not_supported: "Not supported",
  contradicted: "Contradicted",
  not_checked: "Not checked",
};

/** @param {string} verdict @returns {string} */
export function verdictWords(verdict) {
  return VERDICTS[/** @type {keyof typeof VERDICTS} */ (verdict)] ?? verdict;
}
