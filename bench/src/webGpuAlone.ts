/**
 * @file `node --expose-gc bench/dist/webGpuAlone.js [--launches 400000]`: memory of WebGPU in Node
 * without gpu.js and without a backend of ours: one shader, launched again and again, each time from
 * the last result's buffer into a new one. What grows here is the driver's own.
 */
import { provideWebGpu } from "@heed/tensor/gpu/node";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { launches: { type: "string", default: "400000" } } });
const launches = Number(values.launches);
/** Launches until the host reads and waits, about as many as an update of a tiny model has. */
const untilRead = 300;
const rows = 10;

await provideWebGpu();
const adapter = await navigator.gpu.requestAdapter();
const device = await adapter?.requestDevice();
if (device === undefined) throw new Error("webGpuAlone: there must be a device; got none");

const code = `
  @group(0) @binding(0) var<storage, read> a: array<f32>;
  @group(0) @binding(1) var<storage, read_write> b: array<f32>;
  @compute @workgroup_size(32) fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    b[id.x] = a[id.x] + 1.0;
  }`;
const module = device.createShaderModule({ code });
const pipeline = device.createComputePipeline({ layout: "auto", compute: { module } });
const size = 32 * Float32Array.BYTES_PER_ELEMENT;
// GPUBufferUsage and GPUMapMode, as the standard numbers them: TypeScript's Worker has no such values.
const [MAP_READ, COPY_SRC, COPY_DST, STORAGE] = [1, 4, 8, 128];
const READ = 1;
const cells = (): GPUBuffer => device.createBuffer({ size, usage: STORAGE | COPY_SRC });
const staging = device.createBuffer({ size, usage: MAP_READ | COPY_DST });
const layout = pipeline.getBindGroupLayout(0);
let a = cells();

console.log("launches  resident MB  heap MB");
for (let launch = 1; launch <= launches; launch++) {
  const b = cells();
  const entries = [a, b].map((buffer, binding) => ({ binding, resource: { buffer } }));
  const group = device.createBindGroup({ layout, entries });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(1);
  pass.end();
  const reads = launch % untilRead === 0;
  if (reads) encoder.copyBufferToBuffer(b, 0, staging, 0, size);
  device.queue.submit([encoder.finish()]);
  a.destroy();
  a = b;
  if (reads) {
    await staging.mapAsync(READ);
    staging.unmap();
  }
  if (launch % Math.ceil(launches / rows) === 0) report(launch);
}
device.destroy();

function report(launch: number): void {
  (globalThis as { gc?: () => void }).gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const [resident, heap] = [rss, heapUsed].map((bytes) => (bytes / 2 ** 20).toFixed(1));
  console.log(`${String(launch).padStart(8)}  ${resident.padStart(11)}  ${heap.padStart(7)}`);
}
