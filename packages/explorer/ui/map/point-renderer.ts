/** Where the view of a map is. */
export interface MapView {
  readonly x: number;
  readonly y: number;
  /** Pixels for one unit. */
  readonly scale: number;
}

const vertexShader = `#version 300 es
in vec2 position;
in vec3 color;
uniform vec2 center;
uniform vec2 factor;
uniform float size;
out vec3 shade;
void main() {
  gl_Position = vec4((position - center) * factor, 0.0, 1.0);
  gl_PointSize = size;
  shade = color;
}`;

const fragmentShader = `#version 300 es
precision mediump float;
in vec3 shade;
out vec4 result;
void main() {
  float edge = length(gl_PointCoord - 0.5);
  if (edge > 0.5) discard;
  result = vec4(shade, 0.85);
}`;

/** Draws points with WebGL2. */
export class PointRenderer {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #positions: WebGLBuffer;
  readonly #colors: WebGLBuffer;
  #count = 0;

  /** @throws Error where the browser has no WebGL2 */
  constructor(canvas: HTMLCanvasElement) {
    const gl = canvas.getContext("webgl2", { antialias: true, preserveDrawingBuffer: true });
    if (!gl) throw new Error("This browser does not offer WebGL2, which the map needs.");
    this.#gl = gl;
    this.#program = link(gl);
    this.#positions = gl.createBuffer();
    this.#colors = gl.createBuffer();
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
  }

  setPoints(points: Float32Array): void {
    this.#count = points.length / 2;
    this.#fill(this.#positions, "position", points, 2);
  }

  /** Red, green and blue of each point, from 0 to 1. */
  setColors(colors: Float32Array): void {
    this.#fill(this.#colors, "color", colors, 3);
  }

  draw(view: MapView, size: number): void {
    const gl = this.#gl;
    const { width, height } = gl.canvas;
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.useProgram(this.#program);
    gl.uniform2f(gl.getUniformLocation(this.#program, "center"), view.x, view.y);
    gl.uniform2f(
      gl.getUniformLocation(this.#program, "factor"),
      (2 * view.scale) / width,
      (2 * view.scale) / height,
    );
    gl.uniform1f(gl.getUniformLocation(this.#program, "size"), size);
    gl.drawArrays(gl.POINTS, 0, this.#count);
  }

  #fill(buffer: WebGLBuffer, name: string, values: Float32Array, size: number): void {
    const gl = this.#gl;
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.DYNAMIC_DRAW);
    const attribute = gl.getAttribLocation(this.#program, name);
    gl.enableVertexAttribArray(attribute);
    gl.vertexAttribPointer(attribute, size, gl.FLOAT, false, 0, 0);
  }
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader],
  ] as const) {
    const shader = gl.createShader(type);
    if (!shader) throw new Error("The browser's WebGL2 was lost.");
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  return program;
}
