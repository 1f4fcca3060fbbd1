namespace Scim.Conformance.Tests.Races;

/// <summary>Starts requests together: all are under way before the first answer is awaited.</summary>
public static class ConcurrentSender
{
    /// <summary>Sends every request at once, each on a connection of its own.</summary>
    /// <returns>The answers in the order of the requests.</returns>
    public static async Task<ScimResponse[]> SendAllAsync(
        int number,
        Func<int, Task<ScimResponse>> request
    )
    {
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<ScimResponse>[] requests =
        [
            .. Enumerable
                .Range(0, number)
                .Select(async i =>
                {
                    await open.Task;
                    return await request(i);
                }),
        ];
        open.SetResult();
        return await Task.WhenAll(requests);
    }
}
