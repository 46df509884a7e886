import { GPU } from "gpu.js";
const gpu = new GPU({mode: process.argv[2]});
const t=performance.now();
const N=+process.argv[3];
const ks=[];
for (let i=0;i<N;i++){
  const k = gpu.createKernel(function(a,b,s){ let total=0; for (let c=0;c<this.constants.C;c++){ total += a[this.thread.y*this.constants.C+c]*b[c]; } return total*s+this.thread.x; }, {output:[64,64], constants:{C:i+1}, constantTypes:{C:"Integer"}, argumentTypes:["Array","Array","Float"], precision:"single"});
  k(new Float32Array(64*(i+1)), new Float32Array(i+1), 2.5);
  ks.push(k);
}
console.log((performance.now()-t)/N,"ms each");
global.gc?.();
console.log(process.memoryUsage().rss/1e6, "MB rss", gpu.kernels.length);
for (const k of ks) k.destroy();
console.log(gpu.kernels.length);
const k = ks[N-1];
