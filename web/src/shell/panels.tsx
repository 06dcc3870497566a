import { Button, Drawer } from 'antd';
import { lazy, Suspense } from 'react';
import type { CheckView, EditionView, RunView, SystemView } from '../api/types.ts';
import type { Words } from '../words/index.ts';
import { useWords } from '../words/use-words.ts';
import { Boundary, fetched } from './boundary.tsx';
import { hasParent, type Panel, parentOf } from './place.ts';
import { Waiting } from './problem.tsx';
import { useMedia } from './use-media.ts';

// What lies behind a click is loaded with the click: the table itself stays light.
const ItemPanel = lazy(() => fetched(import('../item/item-panel.tsx')).then((it) => ({ default: it.ItemPanel })));
const CasesPanel = lazy(() => fetched(import('../run/cases-panel.tsx')).then((it) => ({ default: it.CasesPanel })));
const CasePanel = lazy(() => fetched(import('../run/case-panel.tsx')).then((it) => ({ default: it.CasePanel })));
const RunsPanel = lazy(() => fetched(import('../run/runs-panel.tsx')).then((it) => ({ default: it.RunsPanel })));
const RunPanel = lazy(() => fetched(import('../run/run-panel.tsx')).then((it) => ({ default: it.RunPanel })));
const StartPanel = lazy(() => fetched(import('../run/start-panel.tsx')).then((it) => ({ default: it.StartPanel })));
const ConnectPanel = lazy(() =>
  fetched(import('../system/connect-panel.tsx')).then((it) => ({ default: it.ConnectPanel })),
);
const EndpointPanel = lazy(() =>
  fetched(import('../system/endpoint-panel.tsx')).then((it) => ({ default: it.EndpointPanel })),
);
const SystemPanel = lazy(() =>
  fetched(import('../system/system-panel.tsx')).then((it) => ({ default: it.SystemPanel })),
);

export interface PanelProps {
  readonly panel: Panel;
  readonly system: SystemView | null;
  readonly edition: EditionView;
  readonly checks: readonly CheckView[];
  readonly runs: readonly RunView[];
  /** changes whenever the posture is read anew */
  readonly version: string;
  readonly onOpen: (panel: Panel) => void;
  readonly onReplace: (panel: Panel) => void;
  readonly onSystem: (id: string) => void;
  readonly onChanged: () => void;
}

/** The drawer over the table: one level of the way from an item down to a question, with a way back up. */
export function Panels(props: PanelProps) {
  const { panel, onOpen } = props;
  const { w } = useWords();
  const narrow = useMedia('(max-width: 719px)');
  return (
    <Drawer
      open={panel.kind !== 'none'}
      size={narrow ? '100%' : 640}
      rootClassName="panel"
      title={
        <span className="panel-title">
          {hasParent(panel) && (
            <Button size="small" onClick={() => onOpen(parentOf(panel))}>
              ← {w.shell.back}
            </Button>
          )}
          {titleOf(panel, w)}
        </span>
      }
      closable={{ 'aria-label': w.shell.close }}
      onClose={() => onOpen({ kind: 'none' })}
      destroyOnHidden
    >
      <Boundary key={contentKey(panel)}>
        <Suspense fallback={<Waiting />}>
          <Content {...props} />
        </Suspense>
      </Boundary>
    </Drawer>
  );
}

function titleOf(panel: Panel, w: Words): string {
  if (panel.kind === 'item') return panel.item;
  if (panel.kind === 'cases') return panel.queue === 'review' ? w.run.reviewTitle : w.run.cases;
  const titles = {
    none: '',
    case: `${w.run.question} · ${w.run.answer}`,
    runs: w.run.title,
    run: w.run.details,
    start: w.run.startTitle,
    connect: w.system.connectTitle,
    system: w.shell.facts,
    endpoint: w.system.endpoints,
  };
  return titles[panel.kind];
}

/** A new item or question starts at the top with nothing left over from the one before. */
const contentKey = (panel: Panel): string =>
  panel.kind === 'item'
    ? panel.item
    : panel.kind === 'case'
      ? panel.case
      : panel.kind === 'endpoint'
        ? panel.field
        : panel.kind;

function Content(props: PanelProps) {
  const { panel, system, edition, checks, runs, onOpen, onChanged } = props;
  if (panel.kind === 'connect')
    return (
      <ConnectPanel
        onStarted={(id) => {
          onChanged();
          props.onSystem(id);
        }}
      />
    );
  if (panel.kind === 'cases')
    return <CasesPanel list={panel} checks={checks} onOpen={onOpen} onReplace={props.onReplace} />;
  if (panel.kind === 'case')
    return (
      <CasePanel
        run={panel.run}
        case={panel.case}
        onOpen={(key) => onOpen({ ...panel, case: key })}
        onChanged={onChanged}
      />
    );
  if (panel.kind === 'run') return <RunPanel run={panel.run} edition={edition} onOpen={onOpen} onChanged={onChanged} />;
  if (!system) return null;
  if (panel.kind === 'item')
    return (
      <ItemPanel
        edition={edition}
        checks={checks}
        system={system}
        item={panel.item}
        version={props.version}
        onOpen={onOpen}
        onChanged={onChanged}
      />
    );
  if (panel.kind === 'runs') return <RunsPanel runs={runs} onOpen={onOpen} onChanged={onChanged} />;
  if (panel.kind === 'start')
    return (
      <StartPanel
        system={system}
        onStarted={() => {
          onChanged();
          onOpen({ kind: 'none' });
        }}
      />
    );
  if (panel.kind === 'system')
    return <SystemPanel system={system} edition={edition} onChanged={onChanged} onOpen={onOpen} />;
  if (panel.kind === 'endpoint')
    return <EndpointPanel system={system} field={panel.field} onChanged={onChanged} onOpen={onOpen} />;
  return null;
}
