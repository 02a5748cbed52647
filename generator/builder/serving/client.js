// Added by `serve` to each page that it shows, and by nothing else: follows the site's sources.
(() => {
  "use strict"
  const script = document.currentScript
  const base = new URL(".", script.src)
  const place = () => "typed-content serve " + location.pathname
  const summaries = () => {
    const count = {}
    return [...document.querySelectorAll("details")].map((details) => {
      const text = details.querySelector("summary")?.textContent.trim() ?? ""
      count[text] = (count[text] ?? 0) + 1
      return [`${text} ${count[text]}`, details]
    })
  }

  const reload = () => {
    const open = summaries().map(([name, details]) => [name, details.open])
    sessionStorage.setItem(place(), JSON.stringify({ x: scrollX, y: scrollY, open }))
    location.reload()
  }

  const restore = () => {
    const text = sessionStorage.getItem(place())
    sessionStorage.removeItem(place())
    if (!text) return
    const was = JSON.parse(text)
    const open = new Map(was.open)
    for (const [name, details] of summaries()) {
      if (open.has(name)) details.open = open.get(name)
    }
    const back = () => scrollTo({ left: was.x, top: was.y, behavior: "instant" })
    back()
    if (document.readyState !== "complete") addEventListener("load", back, { once: true })
  }

  const complain = (text) => {
    document.querySelector("typed-content-complaint")?.remove()
    if (!text) return
    const host = document.createElement("typed-content-complaint")
    const shadow = host.attachShadow({ mode: "open" })
    shadow.innerHTML = `<style>
      section { position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-height: 60vh; overflow: auto;
        box-sizing: border-box; padding: 12px 20px; background: #20242c; color: #f4f4f4;
        border-top: 4px solid #e5534b; font: 14px/1.5 ui-monospace, monospace; text-align: left }
      strong { font: 600 15px/1.5 system-ui, sans-serif } pre { margin: 8px 0 0; white-space: pre-wrap;
        overflow-wrap: anywhere } button { float: right; font: inherit; color: inherit; cursor: pointer;
        background: none; border: 1px solid; border-radius: 4px; padding: 2px 10px }
      </style><section role="alert"><button type="button">Hide</button>
      <strong>The sources make no site now; this is the last good one.</strong><pre></pre></section>`
    shadow.querySelector("pre").textContent = text
    shadow.querySelector("button").addEventListener("click", () => host.remove())
    document.body.append(host)
  }

  const mark = (anchors) => {
    for (const old of document.querySelectorAll("typed-content-draft")) old.remove()
    for (const anchor of anchors) {
      const heading = anchor ? document.getElementById(anchor) : document.querySelector("h1")
      if (!heading) continue
      const host = document.createElement("typed-content-draft")
      host.attachShadow({ mode: "open" }).innerHTML = `<style>span { font: 600 12px/1 system-ui, sans-serif;
        color: #fff; background: #a8480a; border-radius: 4px; padding: 4px 8px; margin-inline-start: 10px;
        vertical-align: middle; letter-spacing: .04em }</style>
        <span title="build leaves it out">DRAFT</span>`
      heading.append(host)
    }
  }

  let source, path, tag = script.dataset.tag, files, complaint = ""
  const follow = () => {
    source?.close()
    path = location.pathname
    source = new EventSource(`${base}news?${new URLSearchParams({ path })}`)
    source.onmessage = (event) => {
      const news = JSON.parse(event.data)
      tag ??= news.tag
      files ??= news.files
      if (news.tag !== tag || news.files !== files) return reload()
      if (news.complaint !== complaint) complain((complaint = news.complaint))
      mark(news.drafts)
    }
  }

  restore()
  follow()
  // A browser has few connections to one server: a tab that nobody sees leaves its own to others.
  document.addEventListener("visibilitychange", () => (document.hidden ? source.close() : follow()))
  // With instant navigation the page changes, and this script stays.
  setInterval(() => {
    if (location.pathname === path) return
    tag = undefined
    complaint = ""
    follow()
  }, 300)
})()
