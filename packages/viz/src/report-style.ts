/** The style sheet of the report. Pictures keep their white background in the dark theme. */
export const reportStyle = `:root {
  --page: #f7f8fa; --card: #ffffff; --text: #1f2933; --muted: #52606d; --line: #d9dee4; --accent: #1668b8;
  --shadow: #1f293340;
}
@media (prefers-color-scheme: dark) {
  :root { --page: #14171c; --card: #1d2229; --text: #e6e9ee; --muted: #a3adba; --line: #37404b; --accent: #7db8f5;
    --shadow: #000000a0; }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 60rem; background: var(--page); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  overflow-wrap: anywhere; -webkit-text-size-adjust: 100%;
}
h1 { margin: 0; font-size: clamp(1.5rem, 5vw, 2.1rem); line-height: 1.2; }
header p { margin: .4rem 0 0; color: var(--muted); font-size: 1.05rem; }
h2 { margin: 2.5rem 0 .75rem; font-size: 1.3rem; line-height: 1.3; }
h3 { margin: 1.5rem 0 .5rem; font-size: 1.05rem; }
section { scroll-margin-top: 1rem; }
a { color: var(--accent); }
nav { margin: 1.5rem 0 0; padding: .75rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
nav ol { margin: 0; padding-left: 1.4rem; columns: 16rem; }
figure { margin: 1rem 0 1.5rem; }
.card { padding: .5rem; background: #ffffff; border: 1px solid var(--line); border-radius: 8px; text-align: center; }
.card img { display: block; margin: 0 auto; max-width: 100%; height: auto; }
figcaption, caption { color: var(--muted); font-size: .92rem; text-align: left; }
main { counter-reset: figure; }
figure { counter-increment: figure; }
figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 1.5rem; margin-top: .5rem; }
figcaption span::before { content: 'Figure ' counter(figure) '. '; font-weight: 600; }
figcaption a { white-space: nowrap; }
caption { caption-side: bottom; padding-top: .5rem; }
.scroll {
  margin: 1rem 0 1.5rem; overflow-x: auto;
  background: linear-gradient(to left, var(--page) 30%, transparent) right / 3rem 100% no-repeat local,
    linear-gradient(to left, var(--shadow), transparent) right / 1rem 100% no-repeat;
}
table { border-collapse: collapse; min-width: min(100%, 30rem); overflow-wrap: normal; }
th, td { padding: .45rem .9rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid var(--line); color: var(--muted); font-size: .9rem; vertical-align: bottom; }
tbody th { font-weight: 600; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
dl { margin: 1rem 0 1.5rem; border-top: 1px solid var(--line); }
dl div { display: grid; grid-template-columns: minmax(7rem, 1fr) 2fr; gap: 1rem; padding: .4rem 0; border-bottom: 1px solid var(--line); }
dt { color: var(--muted); }
dd { margin: 0; }
dd, code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: .9rem; }
pre { padding: .8rem 1rem; overflow-x: auto; overflow-wrap: normal; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
@media (max-width: 40rem) { body { padding: 1.25rem .9rem 3rem; } .card { padding: .25rem; overflow-x: auto; } .card img { max-width: 150%; } th, td { padding: .4rem .5rem; font-size: .92rem; } }
@media print { body { max-width: none; } figcaption a { display: none; } figure, tr { break-inside: avoid; } }`;
