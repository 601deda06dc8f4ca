import { Component, type ReactNode } from "react";

interface Props {
  /** Where the page is: what broke at one place says nothing about the next. */
  readonly at: string;
  readonly children: ReactNode;
}
interface State {
  readonly at: string;
  readonly error?: Error | undefined;
}

/** Says that a page broke, instead of an empty window; another page begins anew. */
export class Boundary extends Component<Props, State> {
  override state: State = { at: this.props.at };

  static getDerivedStateFromError(error: Error): Partial<State> {
    return { error };
  }

  static getDerivedStateFromProps({ at }: Props, state: State): State | null {
    return at === state.at ? null : { at, error: undefined };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <div className="note bad" role="alert">
        <p>This page could not be drawn: {error.message}</p>
        <p className="quiet">Nothing has been changed by that. The other pages work as before.</p>
        <button type="button" onClick={() => location.reload()}>
          Reload
        </button>
      </div>
    );
  }
}
