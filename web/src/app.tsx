import { useEffect, useState } from "react";
import { early } from "./connection/early-me.ts";
import { MeContext } from "./connection/me.ts";
import { fetchMe, signIn, type Me } from "./connection/sign-in.ts";
import { useLiveness } from "./connection/hooks.ts";
import { socket } from "./connection/socket.ts";
import { Shell } from "./shell.tsx";
import { SignIn } from "./pages/sign-in.tsx";
import { Toasts } from "./parts/toasts.tsx";

/** The code of a one-time link stands behind the `#`, which browsers never send: it is taken out of the address at once. */
function takeCode(): string | undefined {
  const code = /^#code=([\w-]+)$/.exec(location.hash)?.[1];
  if (code !== undefined) history.replaceState(null, "", location.pathname);
  return code;
}
const code = takeCode();

/** Signs in, or draws the page of whoever is signed in. */
export function App() {
  const [me, setMe] = useState<Me | "asking" | undefined>(early.found() ?? "asking");
  const [problem, setProblem] = useState<string>();
  const { liveness } = useLiveness();

  useEffect(() => {
    const start = async (): Promise<void> => {
      if (code !== undefined) setProblem(await signIn({ code }));
      const found = await (early.take() ?? fetchMe());
      if (found !== undefined) socket.connect();
      setMe(found);
    };
    start().catch(() => {
      setProblem("The server can't be reached. Is it running?");
      setMe(undefined);
    });
  }, []);

  if (me === "asking") return <p className="quiet centre">Connecting…</p>;
  if (me === undefined || liveness === "signed-out") {
    return <SignIn {...(problem === undefined ? {} : { problem })} />;
  }
  return (
    <MeContext value={me}>
      <Toasts>
        <Shell />
      </Toasts>
    </MeContext>
  );
}
