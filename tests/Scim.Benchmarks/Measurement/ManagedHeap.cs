using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace Scim.Benchmarks.Measurement;

/// <summary>
/// Measures the live bytes on the managed heap of another process after a full collection. It uses EventPipe, so that
/// the product needs no code for it.
/// </summary>
internal static class ManagedHeap
{
    // The runtime collects when a session with this keyword begins, and reports the heap size afterwards.
    private const long CollectKeyword = 0x800000,
        GcKeyword = 0x1;
    private const string RuntimeProvider = "Microsoft-Windows-DotNETRuntime";

    /// <summary>Returns the number of bytes that survive a full collection.</summary>
    public static async Task<long> MeasureLiveBytesAsync(int processId)
    {
        // The first collection does not free objects that wait for their finalizers.
        await CollectGarbageAsync(processId);
        return await CollectGarbageAsync(processId);
    }

    private static async Task<long> CollectGarbageAsync(int processId)
    {
        var client = new DiagnosticsClient(processId);
        using EventPipeSession session = await client.StartEventPipeSessionAsync(
            [new EventPipeProvider(RuntimeProvider, EventLevel.Informational, GcKeyword | CollectKeyword)],
            requestRundown: false,
            64,
            CancellationToken.None
        );
        var size = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = new Thread(() =>
        {
            try
            {
                using var source = new EventPipeEventSource(session.EventStream);
                source.Clr.GCHeapStats += stats =>
                    size.TrySetResult(
                        stats.GenerationSize0
                            + stats.GenerationSize1
                            + stats.GenerationSize2
                            + stats.GenerationSize3
                            + stats.GenerationSize4
                    );
                source.Process();
            }
            catch (Exception e)
            {
                size.TrySetException(e);
            }
        })
        {
            IsBackground = true,
        };
        reading.Start();
        long bytes = await size.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await session.StopAsync(CancellationToken.None);
        return bytes;
    }
}
