using System.Diagnostics;
using Orleans.Storage;

namespace Scim.Grains.Storage;

/// <summary>The state of one grain, read when it is first needed rather than at activation.</summary>
/// <remarks>
/// <para>A resource with a new id cannot exist yet, so its creation writes without reading, and the insert fails if the
/// row exists. Orleans' <c>IPersistentState</c> always reads first.</para>
/// <para><see cref="Current"/> is always committed state, also while calls interleave. Instances are not thread-safe,
/// like grains.</para>
/// </remarks>
/// <typeparam name="T">The type of the state: an immutable record whose default instance stands for "nothing
/// stored".</typeparam>
/// <param name="storage">The storage.</param>
/// <param name="stateName">The name of the state.</param>
/// <param name="grain">The grain.</param>
/// <param name="trim">Returns the part of a stored state that the activation keeps. Null to keep all of it.</param>
public sealed class StateStore<T>(IGrainStorage storage, string stateName, GrainId grain, Func<T, T>? trim = null)
    where T : class, new()
{
    private string? _etag;
    private bool _isLoaded;
    private Task<T>? _pendingRead;

    /// <summary>
    /// The state as last read or written, without what the activation does not keep; the default instance before that.
    /// </summary>
    public T Current { get; private set; } = new();

    /// <summary>Returns the state. The first call reads it from storage; concurrent calls share that read.</summary>
    public ValueTask<T> ReadStateAsync() => _isLoaded ? new(Current) : new(_pendingRead ?? StartReadAsync());

    /// <summary>
    /// Stores <paramref name="next"/> and makes it <see cref="Current"/>, trimmed. If the state was not read before,
    /// the row must not exist yet.
    /// </summary>
    /// <exception cref="InconsistentStateException">Another activation wrote in the meantime, or the row already
    /// exists.</exception>
    public async Task WriteStateAsync(T next)
    {
        var written = new GrainState<T>(next) { ETag = _etag, RecordExists = _etag is not null };
        long started = Stopwatch.GetTimestamp();
        await storage.WriteStateAsync(stateName, grain, written);
        GrainInstruments.RecordCommit(stateName, started);
        (_etag, Current, _isLoaded) = (written.ETag, Trim(next), true);
    }

    private T Trim(T state) => trim is null ? state : trim(state);

    // Concurrent readers share one read. A read that completed synchronously is not kept, so that a failure is not
    // cached.
    private Task<T> StartReadAsync()
    {
        Task<T> reading = ReadFromStorageAsync();
        _pendingRead = reading.IsCompleted ? null : reading;
        return reading;
    }

    private async Task<T> ReadFromStorageAsync()
    {
        try
        {
            var read = new GrainState<T>(new T());
            await storage.ReadStateAsync(stateName, grain, read);

            // A write that completed in the meantime has newer state.
            if (!_isLoaded)
                (_etag, Current, _isLoaded) = (read.ETag, Trim(read.State ?? new T()), true);
            return Current;
        }
        finally
        {
            _pendingRead = null;
        }
    }
}
