// A button that unfolds the code of all cells, or folds it away; each cell can be unfolded by itself without it.
(() => {
  "use strict";
  const cells = [...document.querySelectorAll("details.code")];
  const place = document.querySelector(".switches");
  if (!cells.length || !place) return;
  const button = document.createElement("button");
  button.type = "button";
  const show = () => { button.textContent = cells.every((cell) => cell.open) ? "Hide all code" : "Show all code"; };
  button.addEventListener("click", () => {
    const open = !cells.every((cell) => cell.open);
    for (const cell of cells) cell.open = open;
    show();
  });
  for (const cell of cells) cell.addEventListener("toggle", show);
  show();
  place.prepend(button);
})();
