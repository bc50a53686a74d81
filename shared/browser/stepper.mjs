// Every <socket-stepper> of the book, from disk: what it shows is what the film says, and each way to move it moves it.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, sep } from "node:path";
import { pathToFileURL } from "node:url";

/// The films of the book, as they were recorded, in the order of their paths.
function films(book) {
  const folders = readdirSync(book, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.flatMap(({ name }) => {
    const figures = join(book, name, "figures");
    const files = existsSync(figures) ? readdirSync(figures).filter((file) => file.endsWith(".steps.json")) : [];
    return files.map((file) => JSON.parse(readFileSync(join(figures, file), "utf8")));
  });
}

/// What stands in a lane, in order.
const tasks = (stepper, lane) => stepper.locator(`.stepper-${lane} .stepper-task`).allInnerTexts();

export async function steppers(browser, book, pages, fault) {
  const recorded = films(book);
  let seen = 0;
  for (const page of pages) {
    if (!readFileSync(join(book, page), "utf8").includes("<socket-stepper>") || page === "print.html") continue;
    const say = (what) => fault(`stepper on ${page}`, what);
    const address = pathToFileURL(book + sep).href + page;
    for (const look of [moved, touched, without, printed]) {
      const context = await browser.newContext(look.context);
      context.setDefaultTimeout(5000);
      const tab = await context.newPage();
      await tab.goto(address, { waitUntil: "load" });
      const all = await tab.locator("socket-stepper").all();
      if (look === moved) seen += all.length;
      try {
        await look(tab, all, say, { recorded, address });
      } catch (error) {
        say(`${look.name}: ${error.message.split("\n")[0]}`);
      }
      await context.close();
    }
  }
  return seen;
}

async function moved(tab, all, say, { recorded, address }) {
  // From here on: whatever a stepper does, it asks for nothing. (The page's icon the browser itself may get late.)
  tab.on("request", (request) => {
    if (!request.url().includes("/favicon")) say(`a request was made: ${request.url()}`);
  });
  tab.on("pageerror", (error) => say(`script: ${error.message}`));
  for (const stepper of all) {
    const film = JSON.parse(await stepper.locator("script").textContent());
    const same = recorded.some(({ run, frames }) => JSON.stringify([run, frames.map((f) => f.says)]) === JSON.stringify([film.run, film.frames.map((f) => f.says)]));
    if (!same) say("its film is none of the recorded ones");
    const last = film.frames.length - 1;
    const at = async () => Number((await stepper.locator(".stepper-place").innerText()).split(" ")[0]) - 1;
    const is = async (frame, how) => {
      const [place, says] = [await at(), await stepper.locator(".stepper-says").innerText()];
      if (place !== frame || says !== film.frames[frame].says) say(`${how}: at ${place} instead of ${frame}: ${says}`);
    };
    // A button at its end is said to be disabled, and stays where the keyboard is: it does nothing, and must do so too.
    const click = (name) => stepper.locator(`.stepper-${name}`).click({ force: true });
    const player = stepper.getByRole("group");

    await is(0, "at the start");
    await click("next");
    await click("next");
    await is(2, "next, twice, by click");
    await click("previous");
    await is(1, "previous, by click");
    await click("first");
    await click("previous");
    await is(0, "before the first there is none");
    await click("last");
    await click("next");
    await is(last, "after the last there is none");

    await player.focus();
    await tab.keyboard.press("Home");
    await is(0, "Home");
    await tab.keyboard.press("ArrowRight");
    await tab.keyboard.press("ArrowRight");
    await is(2, "arrow right, twice");
    await tab.keyboard.press("ArrowLeft");
    await is(1, "arrow left");
    await tab.keyboard.press("End");
    await is(last, "End");
    if (tab.url().split("#")[0] !== address) say("an arrow key has turned the page");

    const slider = stepper.getByRole("slider");
    await slider.fill("8");
    await is(7, "the slider, pulled");
    await slider.press("ArrowLeft");
    await is(6, "the slider, by key");
    if ((await slider.getAttribute("aria-valuetext")) !== `7 of ${last + 1}`) say("the slider does not say where it is");

    // Who stands where, at five moments; the fullest queue is one of them.
    const fullest = film.frames.reduce((best, frame, n) => (frame.ready.length > film.frames[best].ready.length ? n : best), 0);
    for (const n of [fullest, ...[1, 2, 3, 4].map((part) => Math.floor((last * part) / 5))]) {
      await slider.fill(String(n + 1));
      const frame = film.frames[n];
      const shown = { running: await tasks(stepper, "running"), ready: await tasks(stepper, "ready"), waiting: await tasks(stepper, "waiting") };
      const said = { running: [frame.running].filter(Boolean), ready: frame.ready, waiting: frame.waiting.map(([task]) => task) };
      if (JSON.stringify(shown) !== JSON.stringify(said)) say(`at ${n}: shown ${JSON.stringify(shown)}, recorded ${JSON.stringify(said)}`);
      const counts = [await stepper.locator(".stepper-timers .stepper-text").count(), await stepper.locator(".stepper-system .stepper-text").count()];
      if (counts[0] !== frame.timers.length || counts[1] !== frame.asked.length + frame.told.length) say(`at ${n}: timers and system ${counts}`);
      // The line in the picture stands at the frame's time.
      const line = stepper.locator("figure line.stepper-moment");
      const scale = await stepper.locator("figure svg [data-second]").evaluate((found) => ({ ...found.dataset }));
      const x = Math.min(Number(scale.zero) + frame.t * Number(scale.second), Number(scale.end));
      if (Math.abs(Number(await line.getAttribute("x1")) - x) > 0.01) say(`at ${n}: the line is not at ${frame.t} s`);
    }
    // What is new is marked: the head of the queue that has begun to run.
    const starts = film.frames.findIndex((frame, n) => n > 0 && frame.running !== null && film.frames[n - 1].running === null);
    await slider.fill(String(starts + 1));
    if ((await stepper.locator(".stepper-running .stepper-new").count()) !== 1) say("who begins to run is not marked");

    // Time is ours: a film of a minute plays in no time.
    await tab.clock.install();
    await click("first");
    if ((await stepper.locator(".stepper-says").getAttribute("aria-live")) !== "polite") say("the sentence is not announced");
    await click("play");
    await tab.clock.runFor(15_000);
    const played = await at();
    if (played < 3) say(`after 15 s of playing it is at ${played}`);
    await click("play");
    await tab.clock.runFor(15_000);
    if ((await at()) !== played) say("it plays on after a pause");
    await player.focus();
    await tab.keyboard.press("Space");
    await tab.clock.runFor(300_000);
    await is(last, "played to the end, by key");
    if ((await stepper.locator(".stepper-play").innerText()) !== "Play") say("at the end it still plays");
    await tab.keyboard.press("Space");
    await is(0, "played again, from the start");
    await click("next");
    await tab.clock.runFor(15_000);
    await is(1, "a step by hand ends the playing");
    // The page must not jump from step to step.
    const heights = new Set();
    for (let n = 0; n <= last; n++) {
      await slider.fill(String(n + 1));
      heights.add(await player.evaluate((box) => box.offsetHeight));
    }
    if (heights.size > 1) say(`its height changes from step to step: ${[...heights]}`);
  }
}
moved.context = { viewport: { width: 1000, height: 900 } };

async function touched(tab, all, say) {
  const widths = await tab.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  if (widths[0] > widths[1]) say(`on a telephone the page is ${widths[0]} px wide`);
  for (const stepper of all) {
    // From (x, y), so far; as a browser reports a finger.
    const swipe = (dx, dy) => stepper.locator(".stepper-stage").evaluate((stage, [dx, dy]) => {
      const touch = (x, y) => [new Touch({ identifier: 1, target: stage, clientX: x, clientY: y })];
      const send = (type, touches, changedTouches) => stage.dispatchEvent(new TouchEvent(type, { touches, changedTouches, bubbles: true, cancelable: true }));
      send("touchstart", touch(200, 400), touch(200, 400));
      send("touchmove", touch(200 + dx, 400 + dy), touch(200 + dx, 400 + dy));
      send("touchend", [], touch(200 + dx, 400 + dy));
    }, [dx, dy]);
    const at = async () => Number((await stepper.locator(".stepper-place").innerText()).split(" ")[0]);
    const places = [];
    for (const [dx, dy] of [[-80, 5], [-200, 0], [80, 5], [10, 0], [60, 90]]) {
      await swipe(dx, dy);
      places.push(await at());
    }
    if (String(places) !== "2,3,2,2,2") say(`swipes lead to ${places}`);
    const small = await stepper.locator("button").evaluateAll((buttons) => buttons.filter((button) => button.offsetWidth < 40 || button.offsetHeight < 40).length);
    if (small > 0) say(`${small} buttons are too small for a finger`);
    await stepper.locator(".stepper-next").tap();
    const moving = await stepper.locator(".stepper-new").evaluateAll((marked) => marked.filter((one) => getComputedStyle(one).animationName !== "none").length);
    if (moving > 0) say("something moves though less motion is wanted");
  }
}
touched.context = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, reducedMotion: "reduce" };

async function without(tab, all, say) {
  for (const stepper of all) {
    if (!(await stepper.locator("figure svg").isVisible())) say("without JavaScript the picture is not seen");
    if (!(await stepper.locator("figcaption").isVisible())) say("without JavaScript the caption is not seen");
    if ((await stepper.locator("button").count()) > 0) say("without JavaScript there are buttons");
    if ((await stepper.innerText()).includes('"frames"')) say("without JavaScript the film is seen as text");
  }
}
without.context = { javaScriptEnabled: false, viewport: { width: 1000, height: 900 } };

async function printed(tab, all, say) {
  await tab.emulateMedia({ media: "print" });
  for (const stepper of all) {
    if (await stepper.locator(".stepper").isVisible()) say("the player is printed");
    if (!(await stepper.locator("figure svg").isVisible())) say("the picture is not printed");
  }
}
printed.context = moved.context;
