/* Charts that can be explored.  The drawing, its words and its table stand in the page without this. */
"use strict";
(() => {
  const words = document.documentElement.dataset;
  let loading = null;

  const program = () => {
    loading ||= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.type = "module";
      script.src = "/static/vega.js";
      script.addEventListener("load", resolve);
      script.addEventListener("error", reject);
      document.head.append(script);
    });
    return loading;
  };

  const explore = async (figure, button) => {
    button.disabled = true;
    try {
      const asked = fetch(`${location.pathname}/charts/${encodeURIComponent(figure.dataset.chart)}`, { headers: { Accept: "application/json" } });
      const [answer] = await Promise.all([asked, program()]);
      if (!answer.ok) throw new Error(answer.statusText);
      const place = document.createElement("div");
      place.className = "explore";
      place.dir = "ltr";
      place.setAttribute("role", "img");
      place.setAttribute("aria-label", figure.querySelector("p").textContent);
      figure.querySelector(".drawing").replaceWith(place);
      /* ast: expressions are walked, not compiled, so that no page needs unsafe-eval */
      await window.vegaEmbed(place, await answer.json(), {
        mode: "vega-lite", renderer: "canvas", actions: false, ast: true, defaultStyle: false,
        tooltip: { disableDefaultStyle: true },
      });
      button.remove();
      figure.dataset.ready = "yes";
    } catch {
      button.disabled = false;
    }
  };

  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "second";
    button.textContent = words.explore;
    button.addEventListener("click", () => explore(figure, button));
    figure.querySelector(".drawing").after(button);
  }
})();
