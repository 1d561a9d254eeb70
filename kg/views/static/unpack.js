/* The nodes and edges of a page as records, from the columns in which kg.views.packing carries them. */

function unpack(data) {
  const { texts, tables } = data.packed;

  /* All cells of a column as values; those of nested records as functions that make them when first asked for. */
  function cellsOf(column) {
    const { of } = column;
    if (column.as === "raw") return of;
    if (column.as === "steps") {
      let sum = 0;
      return of.map((step) => (sum += step));
    }
    if (column.as === "front") {
      let before = "";
      return of.map((cell) => (cell === null ? null : (before = before.slice(0, cell[0]) + cell[1])));
    }
    const read = (make) => of.map((cell) => (cell === null ? null : make(cell)));
    if (column.as === "text") return read((cell) => texts[cell]);
    if (column.as === "texts") return read((cell) => cell.map((place) => texts[place]));
    if (column.as === "pairs")
      return read((cell) =>
        cell.filter((_, place) => place % 2 === 0).map((name, place) => [texts[name], texts[cell[2 * place + 1]]]),
      );
    return read((cell) => () => cell.map((row) => nested(column.as)[row]));
  }

  const made = new Map();
  const nested = (name) => {
    if (!made.has(name)) made.set(name, recordsOf(tables[name]));
    return made.get(name);
  };

  function put(record, key, value) {
    if (typeof value !== "function") {
      record[key] = value;
      return;
    }
    const settle = (known) => Object.defineProperty(record, key, { value: known, enumerable: true, writable: true });
    const get = () => settle(value())[key];
    Object.defineProperty(record, key, { get, set: settle, enumerable: true, configurable: true });
  }

  function recordsOf(table) {
    const records = Array.from({ length: table.count }, () => ({}));
    for (const column of table.columns) {
      const cells = cellsOf(column);
      let row = 0;
      cells.forEach((cell, place) => {
        row = column.at ? row + column.at[place] : place;
        if (cell !== null) put(records[row], column.key, cell);
      });
    }
    return records;
  }

  const nodes = recordsOf(tables.nodes);
  nodes.forEach((node) => (node.lines = node.lines || [node.label]));
  const { packed, ...rest } = data;
  return { ...rest, nodes, edges: recordsOf(tables.edges) };
}
