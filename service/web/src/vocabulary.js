// Prefixes, classes and properties of this graph, fetched once when first needed.
let loading;

export function vocabulary() {
  loading ??= fetch("/sparql/vocabulary.json").then((answer) => {
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.json();
  });
  loading.catch(() => (loading = undefined));
  return loading;
}
