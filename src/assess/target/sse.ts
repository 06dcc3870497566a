/** The data of each event of a `text/event-stream` body, in order (WHATWG HTML §9.2.6). An event that no empty line ends is dropped. */
export function* eventData(body: string): Generator<string> {
  let data: string[] = [];
  let start = body.charCodeAt(0) === 0xfeff ? 1 : 0;
  const newline = /\r\n|\n|\r/g;
  newline.lastIndex = start;
  for (let match = newline.exec(body); match !== null; match = newline.exec(body)) {
    const line = body.slice(start, match.index);
    start = newline.lastIndex;
    if (line === '') {
      if (data.length > 0) yield data.join('\n');
      data = [];
    } else if (line.startsWith('data:')) {
      data.push(line.startsWith('data: ') ? line.slice(6) : line.slice(5));
    }
  }
}
