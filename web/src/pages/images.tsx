import { useState, type FormEvent } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { socket } from "../connection/socket.ts";
import { useRead } from "../connection/hooks.ts";
import { Act } from "../parts/act.tsx";
import { bytes, short } from "../parts/format.ts";
import { Reading } from "../parts/reading.tsx";
import { Title } from "../parts/title.tsx";
import { useToasts } from "../parts/toasts.tsx";
import { When } from "../parts/when.tsx";

interface ImageRow {
  readonly id: string;
  readonly full_id: string;
  readonly tags: readonly string[];
  readonly created: string;
  readonly size: number;
}

/** Pulls an image; the last word of its progress is shown. */
function Pull() {
  const toasts = useToasts();
  const client = useQueryClient();
  const [word, setWord] = useState<string>();
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const image = String(new FormData(event.currentTarget).get("image"));
    setWord("asking the registry");
    try {
      const { value } = await socket.call<{ message: string }>("image.pull", { image }, (progress) =>
        setWord((progress as { message: string }).message),
      );
      toasts.done(value.message);
    } catch (thrown) {
      toasts.failed(thrown);
    }
    setWord(undefined);
    void client.invalidateQueries();
  };
  return (
    <form className="actions" onSubmit={(event) => void submit(event)}>
      <label>
        Pull <input name="image" placeholder="postgres:17" required />
      </label>
      <button type="submit" disabled={word !== undefined}>
        Pull
      </button>
      <span role="status" className="quiet">
        {word}
      </span>
    </form>
  );
}

/** All images. */
export default function Images() {
  const images = useRead<{ images: readonly ImageRow[] }>("image.list");
  return (
    <>
      <header>
        <Title>Images</Title>
        <span className="grow" />
        <Pull />
      </header>
      <Reading of={images} empty={{ when: ({ images: list }) => list.length === 0, text: "There are no images." }}>
        {({ images: list }) => (
          <div className="table">
            <table className="stack">
              <thead>
                <tr>
                  <th>Tags</th>
                  <th>Id</th>
                  <th>Created</th>
                  <th className="number">Size</th>
                  <th>Actions</th>
                </tr>
              </thead>
              <tbody>
                {list.map((image) => (
                  <tr key={image.full_id}>
                    <td data-label="Tags" className="mono">
                      {image.tags.length === 0 ? (
                        <span className="quiet">untagged</span>
                      ) : (
                        image.tags.map((tag) => <div key={tag}>{tag}</div>)
                      )}
                    </td>
                    <td data-label="Id" className="mono">
                      {short(image.full_id)}
                    </td>
                    <td data-label="Created">
                      <When at={image.created} />
                    </td>
                    <td data-label="Size" className="number">
                      {bytes(image.size)}
                    </td>
                    <td data-label="Actions">
                      <Act
                        operation="image.remove"
                        input={{ id: image.tags[0] ?? image.full_id }}
                        ask={{
                          title: `Remove ${image.tags[0] ?? short(image.full_id)}?`,
                          text: (
                            <p>Its layers go when nothing else uses them; then it has to be pulled or built again.</p>
                          ),
                          act: "Remove image",
                        }}
                      >
                        Remove
                      </Act>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Reading>
    </>
  );
}
