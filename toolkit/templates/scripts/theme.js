// Dark or light: as the system has it, until somebody chooses; the choice is kept where the browser lets a page keep one.
(() => {
  "use strict";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const remembered = () => { try { return localStorage.getItem("toolkit-theme"); } catch { return null; } };
  const remember = (theme) => { try { localStorage.setItem("toolkit-theme", theme); } catch { /* not allowed here */ } };
  const dark = () => (root.dataset.theme || (system.matches ? "dark" : "light")) === "dark";

  const chosen = remembered();
  if (chosen === "dark" || chosen === "light") root.dataset.theme = chosen;

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.createElement("button");
    button.type = "button";
    const show = () => { button.textContent = dark() ? "Light" : "Dark"; };
    button.title = "Colours of this page";
    button.addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      remember(root.dataset.theme);
      show();
    });
    system.addEventListener("change", show);
    show();
    document.querySelector(".switches")?.append(button);
  });
})();
