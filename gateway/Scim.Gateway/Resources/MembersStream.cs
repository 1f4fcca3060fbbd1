using System.Runtime.CompilerServices;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Resources;

/// <summary>
/// Streams a response that contains members of large groups: each chunk of members is read after the previous one was
/// sent, so that memory does not depend on the size of a group.
/// </summary>
/// <remarks>
/// The response contains every member that was in the group throughout. Its entity tag is that of the version at the
/// start, so a change while streaming makes the client's next conditional request return the resource again.
/// </remarks>
internal static class MembersStream
{
    private static readonly byte[] Comma = ","u8.ToArray();
    private static readonly byte[] ArrayStart = ",\"members\":["u8.ToArray();
    private static readonly byte[] ArrayEnd = "]"u8.ToArray();

    /// <summary>
    /// Returns the chunks of the body. The first chunk is returned after the first members were read, so that an
    /// earlier failure is an ordinary error response.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="body">The body without the members of the continuations.</param>
    /// <param name="continuations">The continuations, ordered by their position in the body.</param>
    /// <param name="cancellationToken">Cancelled when the client disconnects.</param>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadChunks(
        ScimRequest request,
        ReadOnlyMemory<byte> body,
        IReadOnlyList<MembersContinuation> continuations,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        int sent = 0;
        foreach (MembersContinuation continuation in continuations)
        {
            bool isStarted = continuation.After.Length > 0;
            for (string? after = continuation.After; after is not null; )
            {
                MembersChunk chunk = await ReadChunkAsync(request, continuation, after, cancellationToken);
                if (sent < continuation.BodyOffset)
                {
                    yield return body[sent..continuation.BodyOffset];
                    sent = continuation.BodyOffset;
                }

                if (!chunk.Body.IsEmpty)
                {
                    yield return isStarted ? Comma : ArrayStart;
                    yield return chunk.Body;
                    isStarted = true;
                }

                after = chunk.Next;
            }

            if (isStarted && continuation.After.Length == 0)
                yield return ArrayEnd;
        }

        yield return body[sent..];
    }

    private static async Task<MembersChunk> ReadChunkAsync(
        ScimRequest request,
        MembersContinuation continuation,
        string after,
        CancellationToken cancellationToken
    )
    {
        RequestContext.Set(TenantContext.Key, request.Tenant);
        var query = new ReadMembers
        {
            Origin = request.Origin,
            Group = continuation.Group,
            After = after,
            Selection = continuation.Selection,
        };
        ScimResult<MembersChunk> chunk = await request.GetDirectoryGrain().ReadMembers(query, cancellationToken);
        return chunk.Value ?? throw new ScimException(chunk.Error!);
    }
}
