namespace Scim.Conformance.Tests.Races;

/// <summary>Sends requests concurrently: all are sent before the first response is awaited.</summary>
public static class ConcurrentSender
{
    /// <summary>Sends all requests at once, each on its own connection.</summary>
    /// <returns>The responses in the order of the requests.</returns>
    public static async Task<ScimResponse[]> SendAllAsync(int number, Func<int, Task<ScimResponse>> request)
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
