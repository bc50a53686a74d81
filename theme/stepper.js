// <socket-stepper>: a run, moment by moment. It holds a film (JSON, as `--steps` writes it) and the picture of the same run.
// Without this script the picture is all there is; with it the film stands above, and a line in the picture shows the moment.
// No library, nothing from elsewhere.
(() => {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  // So long a sentence stays while the film plays: a moment to look, and time to read it.
  const patience = (says) => 900 + 35 * says.length;
  // A finger that moves so far to one side means a step, if it moves less up or down.
  const SWIPE = 40;

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  };

  const seconds = (time, digits) => `${time.toFixed(digits)} s`;

  // `for socket A readable, or until 30.10 s`
  const purpose = (waits) => {
    const [times, others] = [true, false].map((time) => waits.filter((wait) => wait.startsWith("until") === time));
    return [others.length ? `for ${others.join(", ")}` : "", ...times].filter(Boolean).join(", or ");
  };

  // As in the picture of the run: the first task has the first colour. Without a number, none.
  const colour = (task) => {
    const number = /\d+$/.exec(task);
    return number ? `--task: var(--socket-${((Number(number[0]) - 1) % 6 + 6) % 6 + 1})` : "";
  };

  // Signs, drawn: not every font has them.
  const sign = (...paths) => {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("aria-hidden", "true");
    for (const d of paths) {
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("d", d);
      svg.append(path);
    }
    return svg;
  };
  const [LEFT, RIGHT] = ["M13 2v12L4 8z", "M3 2v12l9-6z"];
  const [LEFT_END, RIGHT_END] = ["M2 2h2v12H2z", "M12 2h2v12h-2z"];

  // The lanes: what each is called, what it says when it is empty, and its items in a frame: [key, class, parts…].
  // An item is new in a frame when the frame before had none with the same key in the same lane.
  const LANES = [
    {
      name: "running",
      title: "Running",
      empty: (frame) => (frame.asleep ? "nobody: the thread is asleep" : "no task: the loop itself"),
      items: (frame) => (frame.running === null ? [] : [{ key: frame.running, task: frame.running }]),
    },
    {
      name: "ready",
      title: "Ready queue, the next one first",
      empty: () => "nobody",
      items: (frame) => frame.ready.map((task) => ({ key: task, task })),
    },
    {
      name: "waiting",
      title: "Waiting",
      empty: () => "nobody",
      items: (frame) => frame.waiting.map(([task, waits]) => ({ key: task + waits, task, text: purpose(waits) })),
    },
    {
      name: "timers",
      title: "Timers",
      empty: () => "none",
      items: (frame) => frame.timers.map(([task, due]) => ({ key: task + due, text: `${seconds(due, 2)}: ${task}` })),
    },
    {
      name: "system",
      title: "Operating system",
      empty: (frame) => (frame.asleep ? "waits with the thread" : "not asked in this moment"),
      items: (frame) => [
        ...frame.asked.map((asked) => ({ key: null, sign: "asked", text: asked })),
        ...frame.told.map((told) => ({ key: null, sign: "told", text: told })),
      ],
    },
  ];

  // The part that changes from frame to frame: the sentence and the lanes.
  class Stage {
    constructor() {
      this.says = element("p", { class: "stepper-says" });
      this.lists = LANES.map(() => element("ol"));
      const lanes = LANES.map(({ name, title }, n) => {
        const heading = element("div", { class: "stepper-title" }, title);
        return element("div", { class: `stepper-lane stepper-${name}` }, heading, this.lists[n]);
      });
      this.root = element("div", { class: "stepper-stage" }, this.says, element("div", { class: "stepper-lanes" }, ...lanes));
    }

    show(frame, before) {
      this.says.textContent = frame.says;
      LANES.forEach(({ items, empty }, n) => {
        const known = new Set(before ? items(before).map(({ key }) => key) : []);
        const shown = items(frame).map(({ key, task, sign, text }) => {
          const item = element("li");
          if (task !== undefined) item.append(element("span", { class: "stepper-task", style: colour(task) }, task));
          if (sign !== undefined) item.append(element("span", { class: `stepper-sign stepper-${sign}` }, sign));
          if (text !== undefined) item.append(element("span", { class: "stepper-text" }, text));
          if (before && (key === null || !known.has(key))) item.classList.add("stepper-new");
          return item;
        });
        if (shown.length === 0) shown.push(element("li", { class: "stepper-empty" }, empty(frame)));
        this.lists[n].replaceChildren(...shown);
      });
    }
  }

  class Stepper extends HTMLElement {
    connectedCallback() {
      if (this.stage) return; // it was only moved
      let film;
      try {
        film = JSON.parse(this.querySelector("script[type='application/json']").textContent);
      } catch (error) {
        console.error(`a stepper without a film: ${error.message}`);
        return; // the picture stays
      }
      this.frames = film.frames;
      this.at = 0;
      this.timer = 0;
      this.build(film.run);
      this.show(0);
    }

    build(run) {
      this.stage = new Stage();
      this.stage.says.setAttribute("aria-live", "polite");
      const button = (name, label, sign, act) => {
        const made = element("button", { type: "button", class: `stepper-${name}`, "aria-label": label, title: label }, sign);
        made.addEventListener("click", act);
        return made;
      };
      const by = (step) => () => this.go(this.at + step);
      this.first = button("first", "First step", sign(LEFT_END, LEFT), () => this.go(0));
      this.previous = button("previous", "Previous step", sign(LEFT), by(-1));
      this.play = button("play", "Play", "Play", () => this.toggle());
      this.next = button("next", "Next step", sign(RIGHT), by(1));
      this.last = button("last", "Last step", sign(RIGHT, RIGHT_END), () => this.go(this.frames.length - 1));
      this.slider = element("input", { type: "range", min: 1, max: this.frames.length, step: 1, value: 1, "aria-label": "Step" });
      this.slider.addEventListener("input", () => this.go(this.slider.valueAsNumber - 1));
      this.place = element("span", { class: "stepper-place" });
      const buttons = element("div", { class: "stepper-buttons" }, this.first, this.previous, this.play, this.next, this.last);
      const controls = element("div", { class: "stepper-controls" }, buttons, this.slider, this.place);
      const title = run ? `Step by step: ${run}` : "Step by step";
      const hint = element("span", { class: "stepper-hint" }, "Arrow keys, space, or swipe");
      const head = element("div", { class: "stepper-head" }, element("strong", {}, title), hint);
      const label = `${title}. ${this.frames.length} steps`;
      this.player = element("div", { class: "stepper", role: "group", tabindex: 0, "aria-label": label }, head, controls, this.stage.root);
      this.player.addEventListener("keydown", (event) => this.key(event));
      this.listenToFingers(this.stage.root);
      this.prepend(this.player);
      this.line = this.lineInThePicture();
      // Every frame gets the room that the largest needs, or the page would jump at each step.
      let width = 0;
      new ResizeObserver(([entry]) => {
        const now = Math.round(entry.contentRect.width);
        if (now !== width && now > 0) {
          width = now;
          this.reserve();
        }
      }).observe(this.player);
    }

    reserve() {
      const trial = new Stage();
      trial.root.classList.add("stepper-trial");
      trial.root.setAttribute("aria-hidden", "true");
      trial.root.style.width = `${this.stage.root.clientWidth}px`;
      this.player.append(trial.root);
      const parts = (stage) => [stage.says, ...stage.lists];
      const heights = parts(trial).map(() => 0);
      for (const frame of this.frames) {
        trial.show(frame);
        parts(trial).forEach((part, n) => (heights[n] = Math.max(heights[n], part.offsetHeight)));
      }
      trial.root.remove();
      parts(this.stage).forEach((part, n) => (part.style.minHeight = `${heights[n]}px`));
    }

    // By hand: a film that plays stands still.
    go(to) {
      this.pause();
      this.show(to);
    }

    show(to) {
      this.at = Math.max(0, Math.min(to, this.frames.length - 1));
      const frame = this.frames[this.at];
      this.stage.show(frame, this.frames[this.at - 1]);
      const place = `${this.at + 1} of ${this.frames.length}`;
      this.slider.value = this.at + 1;
      this.slider.setAttribute("aria-valuetext", place);
      this.place.textContent = `${place} · ${seconds(frame.t, 3)}`;
      // A button that has the focus must keep it, so none is disabled.
      const [start, end] = [this.at === 0, this.at === this.frames.length - 1];
      [this.first, this.previous].forEach((button) => button.setAttribute("aria-disabled", start));
      [this.next, this.last].forEach((button) => button.setAttribute("aria-disabled", end));
      if (this.line) {
        const x = Math.min(this.line.zero + frame.t * this.line.second, this.line.end);
        this.line.element.setAttribute("x1", x);
        this.line.element.setAttribute("x2", x);
      }
    }

    toggle() {
      if (this.timer) {
        this.pause();
        return;
      }
      if (this.at === this.frames.length - 1) this.show(0);
      this.name("Pause");
      // Who listens would hear every sentence cut off by the next.
      this.stage.says.setAttribute("aria-live", "off");
      this.wait();
    }

    wait() {
      this.timer = setTimeout(() => {
        this.show(this.at + 1);
        if (this.at === this.frames.length - 1) this.pause();
        else this.wait();
      }, patience(this.frames[this.at].says));
    }

    pause() {
      clearTimeout(this.timer);
      this.timer = 0;
      this.name("Play");
      this.stage.says.setAttribute("aria-live", "polite");
    }

    name(does) {
      this.play.textContent = does;
      this.play.setAttribute("aria-label", does);
      this.play.title = does;
    }

    disconnectedCallback() {
      if (this.stage) this.pause();
    }

    key(event) {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const last = this.frames.length - 1;
      const steps = { ArrowLeft: this.at - 1, ArrowRight: this.at + 1, Home: 0, End: last };
      if (event.key in steps) {
        this.go(steps[event.key]);
      } else if (event.key === " " && !(event.target instanceof HTMLButtonElement)) {
        this.toggle();
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation(); // the book would turn the page
    }

    listenToFingers(stage) {
      let start = null;
      const finger = (event) => event.changedTouches[0];
      // The book has a swipe of its own, which opens the sidebar.
      const ours = (act) => (event) => {
        event.stopPropagation();
        act(event);
      };
      stage.addEventListener("touchstart", ours((event) => (start = event.touches.length === 1 ? finger(event) : null)), { passive: true });
      stage.addEventListener("touchmove", ours(() => {}), { passive: true });
      stage.addEventListener("touchend", ours((event) => {
        if (start === null) return;
        const [x, y] = [finger(event).clientX - start.clientX, finger(event).clientY - start.clientY];
        if (Math.abs(x) >= SWIPE && Math.abs(x) > 1.5 * Math.abs(y)) this.go(this.at + (x < 0 ? 1 : -1));
      }), { passive: true });
    }

    lineInThePicture() {
      const scale = this.querySelector("figure svg [data-second]");
      if (!scale) return null;
      const [zero, second, end, top, bottom] = ["zero", "second", "end", "top", "bottom"].map((key) => Number(scale.dataset[key]));
      const line = document.createElementNS(SVG, "line");
      const attributes = { class: "stepper-moment", y1: top, y2: bottom, x1: zero, x2: zero };
      Object.entries(attributes).forEach(([key, value]) => line.setAttribute(key, value));
      scale.append(line);
      return { element: line, zero, second, end };
    }
  }

  customElements.define("socket-stepper", Stepper);
})();
