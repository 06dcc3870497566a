import type { ItemPosture } from '../../evidence/index.ts';
import type { Domain, Edition, Measure, Risk } from '../../framework/index.ts';
import type { AssessmentReport } from '../types.ts';
import { reportWords } from '../words.ts';
import { html, type Markup, say } from './markup.ts';

type State = ItemPosture['state'];
type States = ReadonlyMap<string, State>;

/** The framework's table of risks and measures, each control point lit by its state: shape, colour and word. */
export function livingTable({ edition, posture }: AssessmentReport): Markup {
  const states: States = new Map(posture.items.map((it) => [it.item, it.state]));
  return html`<div class="scroll"><table class="grid"><caption>${say({
    zh: '风险（行）× 技术应对措施（列）。管控点为复原，尚未与印刷的对照表核对。',
    en: 'Risks (rows) × technical measures (columns). Control points are reconstructed and not checked against the printed table.',
  })}</caption><thead><tr><td></td>${edition.measures.map((it) => measureHead(it, edition))}</tr></thead>${edition.domains.map((it) => block(it, edition, states))}</table></div>${legend(states)}${outsideTable(edition, states)}`;
}

/** The shape of a state; its word stands beside it or is read aloud. */
export function mark(state: State): Markup {
  return html`<span class="mark" aria-hidden="true"><i>${reportWords.glyphs[state]}</i></span>`;
}

/** Shape and word of a state. */
export function stateWord(state: State): Markup {
  return html`<span class="${state} nw">${mark(state)}${say(reportWords.states[state])}</span>`;
}

const startsDomain = ({ code, domain }: Measure, edition: Edition) =>
  edition.measures.find((it) => it.domain === domain)?.code === code;

function measureHead(measure: Measure, edition: Edition): Markup {
  return html`<th scope="col" class="m${startsDomain(measure, edition) ? ' b' : ''}"><div><code>${measure.code}</code> ${say(measure.label)}</div></th>`;
}

function block(domain: Domain, edition: Edition, states: States): Markup {
  const risks = edition.risks.filter((it) => it.domain === domain.code);
  const starts = edition.domains.find((it) => it.class === domain.class)?.code === domain.code;
  const span = edition.measures.length + 1;
  return html`<tbody class="${starts ? 'class' : ''}"><tr><th class="d" scope="rowgroup" colspan="${span}">${say(domain.label)}</th></tr>${risks.map((it) => row(it, edition, states))}</tbody>`;
}

function row(risk: Risk, edition: Edition, states: States): Markup {
  const points = new Map(
    edition.controlPoints.filter((it) => it.risk === risk.code).map((it) => [it.measure, it.code]),
  );
  const cells = edition.measures.map((measure) => {
    const border = startsDomain(measure, edition) ? 'b' : '';
    const code = points.get(measure.code);
    if (code === undefined) return html`<td class="${border}"></td>`;
    const state = states.get(code) ?? 'uncovered';
    return html`<td class="${border} ${state}">${mark(state)}<span class="vh">${say(reportWords.states[state])}</span></td>`;
  });
  return html`<tr><th class="r" scope="row"><code>${risk.code}</code> ${say(risk.label)}</th>${cells}</tr>`;
}

function legend(states: States): Markup {
  const seen = new Set(states.values());
  const shown = (Object.keys(reportWords.states) as State[]).filter((it) => it !== 'not_applicable' && seen.has(it));
  const count = (state: State) => [...states.values()].filter((it) => it === state).length;
  return html`<ul class="legend">${shown.map((it) => html`<li>${stateWord(it)} <span class="dim">${count(it)}</span></li>`)}</ul>`;
}

/** Items of the scope that have no place in the table: governance measures and guidelines of the system's actor. */
function outsideTable({ governance, guidelines }: Edition, states: States): Markup {
  const inScope = ({ code }: { code: string }) => states.has(code) && states.get(code) !== 'not_applicable';
  const chips = (rows: readonly { code: string; title: { zh: string; en: string } }[]) =>
    html`<ul class="chips">${rows
      .filter(inScope)
      .map(
        (it) =>
          html`<li class="${states.get(it.code) ?? 'uncovered'}">${mark(states.get(it.code) ?? 'uncovered')}<code>${it.code}</code> ${say(it.title)}<span class="vh"> ${say(reportWords.states[states.get(it.code) ?? 'uncovered'])}</span></li>`,
      )}</ul>`;
  return html`<h3>${say({ zh: '综合治理措施', en: 'Governance measures' })}</h3>${chips(governance)}<h3>${say({ zh: '安全开发应用指引', en: 'Guidelines' })}</h3>${chips(guidelines)}`;
}
