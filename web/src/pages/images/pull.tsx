import { useState, type FormEvent } from "react";
import { socket } from "../../connection/socket.ts";
import { MakingWords, useMaking } from "./make.tsx";
import { StartButton } from "./start-button.tsx";

/** Pulls an image. */
export function Pull() {
  const making = useMaking();
  const [image, setImage] = useState("");
  const input = { image };
  const start = (event: FormEvent): void => {
    event.preventDefault();
    making.start((told) => socket.open("image.pull", input, told).end);
  };
  return (
    <form className="card stacked" onSubmit={start} aria-label="Pull image">
      <h2>Pull</h2>
      <div className="columns">
        <label>
          Image
          <input required value={image} placeholder="postgres:17" onChange={(event) => setImage(event.target.value)} />
        </label>
      </div>
      <StartButton {...{ making, input }} operation="image.pull" name="Pull image" ready={image !== ""} />
      <MakingWords of={making} log={false} />
    </form>
  );
}
