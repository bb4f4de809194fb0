/** The graph of a run as a drawing: one column a stage, branches and sections side by side. */

import { svg } from "./dom.js";
import { PHASES } from "./progress.js";

/**
 * @typedef {{id: string, label: string, inner?: boolean, x: number, y: number, state: string}} Node
 * @typedef {{nodes: Node[], edges: [Node, Node][], width: number, height: number}} Layout
 */

const WIDTH = 1100;
const MAX_COLUMN = 200;
const MIN_COLUMN = 104;
const ROW = 30;
const EDGE = 60;
const MIN_ROWS = 3;
const MAX_ROWS = 14;
const NAMES = {
  plan: "Plan", approve: "Approval", review: "Review", writing: "Writing", finish: "Report",
};

/**
 * Where every node of the run stands. Pure.
 * @param {import("./progress.js").Progress} progress
 * @param {boolean} stopped
 * @returns {Layout}
 */
export function layout(progress, stopped) {
  const rounds = Math.max(0, ...progress.branches.map((branch) => branch.round));
  const columns = [[main("plan", progress)], [main("approve", progress)]];
  for (let round = 0; round <= rounds; round += 1) {
    const own = progress.branches.filter((branch) => branch.round === round);
    const waiting = progress.parts.map((part) => ({ id: part.id, step: "waiting" }));
    columns.push((own.length || round ? own : waiting).map((branch) => inner(branch, stopped)));
    columns.push([
      round < rounds
        ? { ...main("review", progress), id: `review-${round}`, state: "done" }
        : main("review", progress),
    ]);
  }
  const sections = progress.sections.map((section) => inner(section, stopped));
  columns.push(sections.length ? sections : [main("writing", progress)]);
  columns.push([main("finish", progress)]);
  return placed(columns.filter((column) => column.length).map(shortened));
}

/**
 * A round of a deep run may have dozens of branches; the list below the picture names them all.
 * @param {Omit<Node, "x" | "y">[]} column
 * @returns {Omit<Node, "x" | "y">[]}
 */
function shortened(column) {
  if (column.length <= MAX_ROWS) return column;
  const more = column.slice(MAX_ROWS - 1);
  const state = ["active", "waiting"].find((each) => more.some((node) => node.state === each)) ?? "done";
  const rest = { id: `more-${more[0].id}`, label: `and ${more.length} more`, inner: true, state };
  return [...column.slice(0, MAX_ROWS - 1), rest];
}

/** @param {string} phase @param {import("./progress.js").Progress} progress */
function main(phase, progress) {
  const at = PHASES.indexOf(progress.phase);
  const own = PHASES.indexOf(phase);
  const state = own < at ? "done" : own === at ? "active" : "waiting";
  return { id: phase, label: NAMES[/** @type {keyof typeof NAMES} */ (phase)], state };
}

/** @param {{id: string, step: string}} part @param {boolean} stopped */
function inner({ id, step }, stopped) {
  const ended = { done: "done", failed: "failed", waiting: "waiting" }[step];
  const label = ended || stopped ? id : `${id} ${step}`;
  return { id, label, inner: true, state: ended ?? (stopped ? "waiting" : "active") };
}

/** @param {Omit<Node, "x" | "y">[][]} columns @returns {Layout} */
function placed(columns) {
  const gap = (WIDTH - 2 * EDGE) / (columns.length - 1);
  const step = Math.min(MAX_COLUMN, Math.max(MIN_COLUMN, gap));
  const rows = Math.max(MIN_ROWS, ...columns.map((column) => column.length));
  const height = rows * ROW + 26;
  const nodes = columns.map((column, at) =>
    column.map((node, i) => ({
      ...node,
      x: EDGE + at * step,
      y: height / 2 + (i - (column.length - 1) / 2) * ROW,
    })),
  );
  const edges = nodes.slice(1).flatMap((column, at) =>
    nodes[at].flatMap((from) => column.map((to) => /** @type {[Node, Node]} */ ([from, to]))),
  );
  return { nodes: nodes.flat(), edges, width: 2 * EDGE + (columns.length - 1) * step, height };
}

/**
 * The drawing; what it shows stands in words beside it, so readers of text pass it over.
 * @param {Layout} found
 * @returns {SVGElement}
 */
export function drawn({ nodes, edges, width, height }) {
  return svg(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, width, height, class: "picture", "aria-hidden": "true" },
    edges.map(([from, to]) => edge(from, to)),
    nodes.map((node) =>
      svg(
        "g",
        { class: `node ${node.state}`, transform: `translate(${node.x} ${node.y})` },
        svg("circle", { r: node.inner ? 5 : 7 }),
        node.inner
          ? svg("text", { x: 11, y: 4, class: "small" }, node.label)
          : svg("text", { y: -15, "text-anchor": "middle" }, node.label),
      ),
    ),
  );
}

/** @param {Node} from @param {Node} to */
function edge(from, to) {
  const middle = (from.x + to.x) / 2;
  const reached = from.state === "done" && to.state !== "waiting" ? "reached" : "";
  return svg("path", {
    class: `edge ${reached}`,
    d: `M${from.x} ${from.y}C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`,
  });
}
