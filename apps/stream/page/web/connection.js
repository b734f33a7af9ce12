// The WebSocket: connects again by itself, and says how things stand.
class Connection {
  constructor(onState, onAnswer) {
    this.onState = onState;
    this.onAnswer = onAnswer;
    this.delay_ms = 500;
    this.ended = false;
    this.open();
    setInterval(() => this.watch(), 500);
  }

  open() {
    this.heard = performance.now();
    this.socket = new WebSocket(`ws://${location.host}/live`);
    this.socket.onopen = () => {
      this.delay_ms = 500;
      this.heard = performance.now();
      this.ended = false;
      this.say("wait", "Connected");
    };
    this.socket.onmessage = (event) => this.take(JSON.parse(event.data));
    this.socket.onclose = (event) => this.closed(event.code);
  }

  take(message) {
    if (message.answer) return this.onAnswer(message.answer);
    this.heard = performance.now();
    this.ended = message.ended;
    if (this.ended) this.say("ended", "The receiver ended");
    else this.say("live", "Live");
    this.onState(message);
  }

  // 1001, going away: the receiver's goodbye.
  closed(code) {
    this.ended ||= code === 1001;
    if (this.ended) this.say("ended", "The receiver ended");
    else this.say("lost", "Connection lost, trying again");
    setTimeout(() => this.open(), this.delay_ms);
    this.delay_ms = Math.min(2 * this.delay_ms, 5000);
  }

  // Said anew at 3, 10 and 30 s and every minute, so that nobody has it read out every second.
  watch() {
    if (this.ended || this.socket.readyState !== WebSocket.OPEN) return;
    const silent_s = (performance.now() - this.heard) / 1000;
    if (silent_s < 3) return;
    if (silent_s < 60) this.say("silent", `No data for ${[30, 10, 3].find((s) => silent_s >= s)} s`);
    else this.say("silent", `No data for ${Math.floor(silent_s / 60)} min`);
  }

  say(state, text) {
    setAttribute(byId("state"), "data-state", state);
    setText(byId("state"), text);
  }

  send(text) {
    if (this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(text);
    return true;
  }
}
