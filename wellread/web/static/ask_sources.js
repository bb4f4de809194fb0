/** Where a question may look: the web, libraries, folders, single pages, uploaded documents. */

import { button, el, field, foreign } from "./dom.js";
import { documents, makeThread, removeDocument, upload } from "./server.js";
import { place, size } from "./words.js";

const UPLOADS = "wellread.uploads";

/**
 * @param {any} offered
 * @param {{id: string, uploads?: boolean}} thread gets an id with the first upload
 * @param {HTMLElement} problem where refusals are told
 */
export function sourcesField(offered, thread, problem) {
  return el(
    "fieldset",
    { class: "sources" },
    el("legend", {}, "Look in"),
    check("web", "The web", offered.web, {
      disabled: !offered.web,
      help: offered.web ? "" : "no search is configured on this server",
    }),
    offered.libraries.map((/** @type {string} */ name) =>
      check(`library:${name}`, `Library: ${name}`, !offered.web, {}),
    ),
    offered.folders.map((/** @type {string} */ path) =>
      check(`folder:${path}`, `Folder: ${place(`file:${path}`)}`, false, { help: path }),
    ),
    uploadField(offered, thread, problem),
    el(
      "details",
      {},
      el("summary", {}, "Single pages and filters"),
      field("Read these pages", el("textarea", { name: "urls", rows: 2, spellcheck: false }), "Addresses, one a line."),
      el("div", { class: "row" },
        field("Only from", text("domains", "example.org")),
        field("Not from", text("exclude_domains", "example.com")),
        field("Published since", text("since", "2024-05")),
        field("Published until", text("until", "2025"))),
    ),
  );
}

/** The next question has no documents until some are uploaded. */
export function forgetUploads() {
  sessionStorage.removeItem(UPLOADS);
}

/**
 * What is chosen, in the words of the run's options.
 * @param {FormData} given
 * @param {{id: string, uploads?: boolean}} thread
 */
export function chosenSources(given, thread) {
  const names = [...given.keys()];
  const under = (/** @type {string} */ prefix) =>
    names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  return {
    web: given.has("web"),
    libraries: under("library:"),
    folders: under("folder:"),
    urls: listed(given, "urls"),
    domains: listed(given, "domains"),
    exclude_domains: listed(given, "exclude_domains"),
    since: String(given.get("since")).trim(),
    until: String(given.get("until")).trim(),
    uploads: Boolean(thread.uploads),
  };
}

/** @param {FormData} given @param {string} name @returns {string[]} */
function listed(given, name) {
  return String(given.get(name)).split(/[\s,]+/).filter(Boolean);
}

/** @param {string} name @param {string} placeholder */
function text(name, placeholder) {
  return el("input", { type: "text", name, placeholder, spellcheck: false });
}

/** @param {string} name @param {string} label @param {boolean} checked @param {any} more */
function check(name, label, checked, { disabled = false, help = "" }) {
  return el(
    "label",
    { class: "choice" },
    el("input", { type: "checkbox", name, checked, disabled }),
    el("span", {}, label, help && el("small", {}, help)),
  );
}

/** @param {any} offered @param {{id: string, uploads?: boolean}} thread @param {HTMLElement} problem */
function uploadField(offered, thread, problem) {
  thread.id ||= sessionStorage.getItem(UPLOADS) ?? "";
  const list = el("ul", { class: "files", "aria-label": "Uploaded documents" });
  const refresh = async () => {
    const found = await documents(thread.id);
    thread.uploads = found.length > 0;
    list.replaceChildren(...found.map((/** @type {any} */ each) => line(each)));
  };
  const attempt = async (/** @type {() => Promise<unknown>} */ action) => {
    problem.hidden = true;
    try {
      await action();
    } catch (error) {
      problem.textContent = /** @type {Error} */ (error).message;
      problem.hidden = false;
    }
    await refresh();
  };
  const line = (/** @type {any} */ { name, size_bytes }) =>
    el("li", {}, foreign(name), el("span", { class: "number" }, size(size_bytes)),
      button("Remove", () => attempt(() => removeDocument(thread.id, name)),
        { class: "plain", "aria-label": `Remove ${name}` }));
  const take = async (/** @type {Iterable<File>} */ files) => {
    if (!thread.id) {
      thread.id = await makeThread();
      sessionStorage.setItem(UPLOADS, thread.id);
    }
    for (const file of files) await attempt(() => upload(thread.id, file));
  };
  const input = /** @type {HTMLInputElement} */ (
    el("input", {
      type: "file", multiple: true, accept: offered.upload_endings.join(","),
      onchange: () => take([...(input.files ?? [])]).then(() => { input.value = ""; }),
    })
  );
  if (thread.id) refresh().catch(forgetUploads);
  return el(
    "div",
    { class: "upload" },
    el("label", { class: "field" },
      el("span", { class: "label" }, "Your documents"),
      input,
      el("small", {}, `${offered.upload_endings.join(" ")}, together up to ${size(offered.max_upload_bytes)}`)),
    list,
  );
}
