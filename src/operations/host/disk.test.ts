import assert from "node:assert/strict";
import { test } from "node:test";
import type { DiskUsage } from "../../engine/disk-model.ts";
import { summarise } from "./disk.ts";

/** An answer of which only what counts is written out. */
const answer = (given: object): DiskUsage => given as DiskUsage;

test("what nothing uses can be freed, shared layers count once", () => {
  const [images, containers, volumes, cache] = summarise(
    answer({
      LayersSize: 150,
      Images: [
        { Size: 100, SharedSize: 50, Containers: 1 },
        { Size: 100, SharedSize: 50, Containers: 0 },
      ],
      Containers: [
        { SizeRw: 7, State: "running" },
        { SizeRw: 3, State: "exited" },
      ],
      Volumes: [
        { Name: "a", UsageData: { Size: 10, RefCount: 0 } },
        { Name: "b", UsageData: null },
      ],
      BuildCache: null,
    }),
  );
  assert.deepEqual([images?.bytes, images?.reclaimable, images?.unused], [150, 50, 1]);
  assert.deepEqual([containers?.reclaimable, volumes?.reclaimable, volumes?.unused, cache?.count], [3, 10, 1, 0]);
});
