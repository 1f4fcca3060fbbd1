using Scim.Benchmarks;
using Scim.Benchmarks.Baseline;

return args is ["bare", .. var rest] ? await BaselineProgram.RunAsync(rest) : await BenchmarkProgram.RunAsync(args);
