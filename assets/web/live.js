// What a live page does by itself: it says when it is cut off, never shows what is
// older than what it showed, counts down buttons that rest, takes the keys that
// are written on buttons, and lets new calls flash on the board.
(function () {
  'use strict'

  var silence = 12000 // two beats and a bit: a line that is quiet for longer is cut
  var flash = 12000 // how long a new call flashes
  var shown = 0 // the journal row that the page shows

  // Lost and found.

  function lost(yes) {
    document.getElementById('lost').hidden = !yes
    document.body.classList.toggle('is-lost', yes)
  }

  // An EventSource hears a connection that was closed, but not a cable that was
  // pulled: nothing comes any more, and nothing says so. It also gives up for good
  // after some errors. To the extension a Live is one source that never ends.
  function Live(url) {
    var live = this
    var listeners = []
    var source, timer

    function connect() {
      source = new EventSource(url)
      source.addEventListener('open', function (e) {
        shown = 0 // a restored hall counts anew
        if (live.onopen) live.onopen(e)
      })
      source.addEventListener('beat', function () { lost(false); watch(silence) })
      source.addEventListener('error', function () {
        lost(true)
        if (source.readyState === EventSource.CLOSED) watch(2000) // else it tries again by itself
      })
      source.addEventListener('gone', function () { live.close(); location.assign('/signin?out=live') })
      listeners.forEach(function (l) { source.addEventListener(l[0], l[1]) })
      watch(silence)
    }
    function watch(after) {
      clearTimeout(timer)
      timer = setTimeout(function () { lost(true); source.close(); connect() }, after)
    }
    live.addEventListener = function (name, heard) {
      listeners.push([name, heard])
      source.addEventListener(name, heard)
    }
    live.removeEventListener = function (name, heard) {
      listeners = listeners.filter(function (l) { return l[0] !== name || l[1] !== heard })
      source.removeEventListener(name, heard)
    }
    live.close = function () { clearTimeout(timer); source.close() }
    connect()
  }
  htmx.createEventSource = function (url) { return new Live(url) }

  // A page that comes out of the browser's memory shows the past.
  window.addEventListener('pageshow', function (e) { if (e.persisted) location.reload() })

  // Older never replaces newer: an answer and an event may overtake each other.

  function newer(seq) {
    if (seq < shown) return false
    shown = seq
    return true
  }

  document.addEventListener('htmx:sseBeforeMessage', function (e) {
    if (!newer(Number(e.detail.lastEventId))) e.preventDefault()
  })
  document.addEventListener('htmx:oobBeforeSwap', function (e) {
    var seq = e.detail.fragment.dataset && e.detail.fragment.dataset.seq
    if (seq && !newer(Number(seq))) e.detail.shouldSwap = false
  })

  // A press that nobody heard.
  document.addEventListener('htmx:sendError', function () {
    lost(true)
    var n = document.getElementById('notice')
    n.className = 'notice bad'
    n.textContent = '没有连上主机，不知道刚才的操作成没成功。连上以后，请先看当前号码再操作。'
  })

  // Buttons that rest.

  function rest(button) {
    var until = performance.now() + 1000 * Number(button.dataset.cool)
    var label = button.firstChild
    var text = label.data
    button.removeAttribute('data-cool')
    button.disabled = true
    ;(function tick() {
      var left = until - performance.now()
      button.disabled = left > 0
      button.classList.toggle('resting', left > 0)
      label.data = left > 2000 ? text + '（' + Math.ceil(left / 1000) + '）' : text
      if (left > 0) setTimeout(tick, Math.min(left, 200) + 1)
    })()
  }

  // Keys that are written on buttons.

  document.addEventListener('keydown', function (e) {
    if (e.ctrlKey || e.altKey || e.metaKey || e.shiftKey) return
    var button = document.querySelector('button[data-key="' + CSS.escape(e.key) + '"]')
    if (!button) return
    e.preventDefault()
    if (!e.repeat && !button.disabled) button.click()
  })

  // New calls flash, each for its own time, however often the list is drawn.

  var seen = null
  function calls(root) {
    var rows = document.querySelectorAll('[data-call]')
    var now = performance.now()
    var first = seen === null
    seen = seen || new Map()
    rows.forEach(function (row) {
      var key = row.dataset.call
      if (!seen.has(key)) seen.set(key, first ? -Infinity : now)
      var left = seen.get(key) + flash - now
      if (left <= 0) return
      row.classList.add('fresh')
      setTimeout(function () { row.classList.remove('fresh') }, left)
    })
    if (seen.size > 500) { // a long day: keep what is on the board
      var keep = new Map()
      rows.forEach(function (row) { keep.set(row.dataset.call, seen.get(row.dataset.call)) })
      seen = keep
    }
  }

  function dress() {
    document.querySelectorAll('button[data-cool]').forEach(rest)
    calls()
  }

  document.addEventListener('DOMContentLoaded', function () {
    shown = Number(document.querySelector('[data-live]').dataset.live)
    dress()
  })
  document.addEventListener('htmx:afterSwap', dress)
  document.addEventListener('htmx:oobAfterSwap', dress)
  document.addEventListener('htmx:sseMessage', dress)
})()
