// Tables that can be sorted and searched. Without this script they are whole, in the order of the report.
(() => {
  "use strict";
  const FEW = 3; // rows of a table that needs no sorting
  const LONG = 8; // rows from which a search helps
  const NUMBER = /^[<>≤≥]?\s?[+\-−]?[\d,]*\.?\d+(?:e[+-]?\d+)?%?(?=$|[\s(])/i;
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}|\p{Cf}/gu, "").toLowerCase();
  const written = (row, column) => (row.cells[column] ? row.cells[column].textContent.trim() : "");
  const missing = (text) => text === "" || text === "–" || text === "NaN" || text === "None";
  const numberOf = (text) => Number(text.match(NUMBER)[0].replace(/[,%<>≤≥\s]/g, "").replace("−", "-"));
  const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  // Rows by a column; what is missing stands last in either direction. Numbers are sorted as such where all are.
  function sorted(rows, column, direction) {
    const cells = new Map(rows.map((row) => [row, written(row, column)]));
    const there = rows.filter((row) => !missing(cells.get(row)));
    const gaps = rows.filter((row) => missing(cells.get(row)));
    const numbers = there.every((row) => NUMBER.test(cells.get(row)));
    const compare = numbers
      ? (a, b) => numberOf(cells.get(a)) - numberOf(cells.get(b))
      : (a, b) => order.compare(cells.get(a), cells.get(b));
    return [...there.sort((a, b) => direction * compare(a, b)), ...gaps];
  }

  function sortable(table, body, rows) {
    const heads = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
    heads.forEach((head, column) => {
      const name = head.textContent.trim();
      if (!name) return;
      const button = document.createElement("span"); // of a real button, browsers repeat nothing on further printed pages
      button.className = "sort";
      button.tabIndex = 0;
      button.setAttribute("role", "button");
      button.append(...head.childNodes);
      head.append(button);
      const sort = () => {
        const now = head.getAttribute("aria-sort");
        for (const other of heads) other.removeAttribute("aria-sort");
        const next = now === null ? "ascending" : now === "ascending" ? "descending" : null;
        if (next) head.setAttribute("aria-sort", next);
        body.append(...(next ? sorted(rows, column, next === "ascending" ? 1 : -1) : rows));
      };
      button.addEventListener("click", sort);
      button.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        sort();
      });
    });
  }

  function searchable(table, frame, rows, number) {
    const texts = new Map(rows.map((row) => [row, plain(row.textContent)]));
    const controls = document.createElement("div");
    const label = document.createElement("label");
    const field = document.createElement("input");
    const count = document.createElement("span");
    controls.className = "controls";
    field.type = "search";
    field.id = `search-${number}`;
    field.autocomplete = "off";
    label.htmlFor = field.id;
    label.textContent = "Search these rows";
    count.setAttribute("role", "status");
    const all = `${rows.length.toLocaleString("en")} rows shown here`;
    count.textContent = all;
    field.addEventListener("input", () => {
      const words = plain(field.value).split(/\s+/).filter(Boolean);
      let found = 0;
      for (const row of rows) {
        row.hidden = !words.every((word) => texts.get(row).includes(word));
        found += row.hidden ? 0 : 1;
      }
      count.textContent = words.length ? `${found.toLocaleString("en")} of ${all}` : all;
    });
    controls.append(label, field, count);
    frame.before(controls);
  }

  // A frame is a stop for the keyboard only while there is something to scroll to.
  function reachable(frames) {
    const look = () => {
      for (const frame of frames) {
        if (frame.scrollWidth > frame.clientWidth + 1) frame.tabIndex = 0;
        else frame.removeAttribute("tabindex");
      }
    };
    look();
    addEventListener("resize", look);
    for (const fold of document.querySelectorAll("details")) fold.addEventListener("toggle", look);
  }

  const frames = [...document.querySelectorAll(".scroll")];
  frames.forEach((frame, number) => {
    const table = frame.querySelector("table");
    if (!table || !table.tHead || table.tBodies.length !== 1) return;
    const body = table.tBodies[0];
    const rows = [...body.rows];
    if (rows.length >= FEW && rows.every((row) => [...row.cells].every((cell) => cell.rowSpan === 1)))
      sortable(table, body, rows);
    if (rows.length >= LONG) searchable(table, frame, rows, number);
  });
  reachable(frames);
})();
