using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Scim.Gateway.Http;
using Scim.Protocol.Bulk;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Bulk;

/// <summary>
/// Executes a planned bulk request. Independent operations run in parallel, up to a limit. An instance serves one
/// request.
/// </summary>
/// <remarks>
/// If the request sets <c>failOnErrors</c>, no operation is started that sequential execution might not have started.
/// </remarks>
internal sealed class BulkRequestExecutor(
    BulkPlan plan,
    BulkOperationExecutor calls,
    int? failOnErrors,
    int parallelism,
    ILogger logger
) : IDisposable
{
    private readonly BulkResult?[] _results = new BulkResult?[plan.Steps.Count];
    private readonly string[] _ids =
    [
        .. plan.Steps.Select(s => s.Operation.Method == BulkMethod.Post ? calls.CreateId() : ""),
    ];
    private readonly SemaphoreSlim _concurrency = new(parallelism);
    private readonly BulkScheduler _scheduler = new(plan, inOrder: failOnErrors is not null);
    private int _errorCount;

    /// <summary>Executes all operations, or as many as <c>failOnErrors</c> allows.</summary>
    /// <returns>The results in the order of the request, without the operations that were not started.</returns>
    public async Task<IReadOnlyList<BulkResult>> ExecuteAllAsync()
    {
        var running = new List<Task<int>>();
        while (true)
        {
            while (running.Count < GetParallelismLimit() && _scheduler.TryDequeueUnit(out int unit))
                running.Add(ExecuteUnitAsync(unit));
            if (running.Count == 0)
                break;
            Task<int> ended = await Task.WhenAny(running);
            running.Remove(ended);
            CompleteUnit(await ended);
        }

        return [.. _results.OfType<BulkResult>().OrderBy(r => r.Operation.Index)];
    }

    /// <inheritdoc/>
    public void Dispose() => _concurrency.Dispose();

    private int GetParallelismLimit() =>
        failOnErrors is { } limit ? Math.Min(parallelism, limit - _errorCount) : parallelism;

    private void CompleteUnit(int unit)
    {
        int[] steps = [.. plan.Units[unit].Levels.SelectMany(level => level)];
        bool nameTaken = _results[steps[0]]?.Error?.Kind == ScimErrorKind.Uniqueness;
        if (nameTaken && _scheduler.TryRequeueUnit(unit))
            return;
        _errorCount += steps.Count(s => _results[s]?.Error is not null);
        _scheduler.CompleteUnit(unit);
    }

    private async Task<int> ExecuteUnitAsync(int unit)
    {
        BulkUnit current = plan.Units[unit];
        if (!current.IsCyclic)
            await ExecuteStepAsync(current.Levels[0][0]);
        else
            await ExecuteCycleAsync(current);
        return unit;
    }

    // The steps refer to each other by ids that are assigned before the resources exist. If one of them fails, all of
    // them are rolled back.
    private async Task ExecuteCycleAsync(BulkUnit cycle)
    {
        int[] steps = [.. cycle.Levels.SelectMany(level => level)];
        foreach (IReadOnlyList<int> level in cycle.Levels)
        {
            if (failOnErrors is null)
                await Task.WhenAll(level.Select(ExecuteStepAsync));
            else
                foreach (int step in level)
                    await ExecuteStepAsync(step);
        }

        if (Array.Exists(steps, s => _results[s]!.Error is not null))
            await RollBackStepsAsync(steps);
        else if (Array.Exists(steps, s => _results[s]!.Status != StatusCodes.Status201Created))
            await RewriteReferencesAsync(steps);
    }

    private async Task ExecuteStepAsync(int step)
    {
        BulkStep current = plan.Steps[step];
        BulkOperation operation = current.Operation;
        if ((current.Error ?? FindFailedReference(current)) is { } error)
        {
            _results[step] = calls.CreateFailure(operation, error);
            return;
        }

        await _concurrency.WaitAsync();
        try
        {
            string id =
                operation.Target is not { } target ? _ids[step]
                : BulkReferences.ParseBulkId(target) is { } name ? ResolveBulkId(current, name)
                : target;
            (_results[step], _ids[step]) = await calls.ExecuteOperationAsync(
                operation,
                id,
                name => ResolveBulkId(current, name)
            );
        }
        catch (Exception e)
        {
            Log.OperationFailed(logger, calls.RequestId, operation.Index, e.GetType().FullName ?? "");
            _results[step] = calls.CreateFailure(operation, ExceptionMapper.ToScimError(e, calls.RequestId));
        }
        finally
        {
            _concurrency.Release();
        }
    }

    private ScimError? FindFailedReference(BulkStep step)
    {
        foreach ((string name, int creator) in step.References)
        {
            if (_results[creator]?.Error is not null)
                return new ScimError(
                    ScimErrorKind.Conflict,
                    $"The operation refers to bulkId '{name}', whose operation failed. "
                        + "Correct that operation and retry."
                );
        }

        return null;
    }

    private string ResolveBulkId(BulkStep step, string bulkId) =>
        step.References.TryGetValue(bulkId, out int creator) ? _ids[creator] : BulkReferences.Prefix + bulkId;

    private async Task RollBackStepsAsync(int[] steps)
    {
        foreach (int step in steps.Where(s => _results[s]!.Error is null))
        {
            BulkOperation operation = plan.Steps[step].Operation;
            bool isNew = _results[step]!.Status == StatusCodes.Status201Created;
            _results[step] = calls.CreateFailure(
                operation,
                new ScimError(
                    ScimErrorKind.Conflict,
                    "The operation was rolled back because an operation in the same circular reference failed. "
                        + "Correct that operation and retry."
                )
            );
            if (!isNew)
                continue;
            try
            {
                await calls.DeleteCreatedAsync(operation, _ids[step]);
            }
            catch (Exception e)
            {
                Log.OperationRollbackFailed(logger, calls.RequestId, operation.Index, e.GetType().FullName ?? "");
            }
        }
    }

    // A POST was merged into an existing resource, whose id differs from the one assigned before.
    private async Task RewriteReferencesAsync(int[] steps)
    {
        foreach (int step in steps)
        {
            BulkStep current = plan.Steps[step];
            bool isOutdated = current.References.Values.Any(c => _results[c]!.Status != StatusCodes.Status201Created);
            if (isOutdated)
                _results[step] = await calls.RewriteReferencesAsync(
                    current.Operation,
                    _ids[step],
                    name => ResolveBulkId(current, name)
                );
        }
    }
}
