using System.Runtime.CompilerServices;
using Orleans.Runtime;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Resources;

/// <summary>
/// An answer with members of large groups, in parts: each part of the members is asked for when the one before has been
/// sent, so that an answer takes the same memory whatever a group's size. It shows each member who was in the group
/// throughout; its entity tag is of the beginning, so a change in between makes the client's next conditional request
/// see another one.
/// </summary>
internal static class MembersStream
{
    private static readonly byte[] Comma = ","u8.ToArray();
    private static readonly byte[] ArrayStart = ",\"members\":["u8.ToArray();
    private static readonly byte[] ArrayEnd = "]"u8.ToArray();

    /// <summary>
    /// The parts. The first one comes only when the first members are there: what fails before is an ordinary error.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="body">The answer but for the members in the gaps.</param>
    /// <param name="gaps">The gaps, from front to back.</param>
    /// <param name="cancellationToken">The client has gone.</param>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadChunks(
        ScimRequest request,
        ReadOnlyMemory<byte> body,
        IReadOnlyList<MembersContinuation> gaps,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        int sent = 0;
        foreach (MembersContinuation gap in gaps)
        {
            bool inside = gap.After.Length > 0;
            for (string? after = gap.After; after is not null; )
            {
                MembersChunk part = await ReadChunkAsync(request, gap, after, cancellationToken);
                if (sent < gap.BodyOffset)
                {
                    yield return body[sent..gap.BodyOffset];
                    sent = gap.BodyOffset;
                }

                if (!part.Body.IsEmpty)
                {
                    yield return inside ? Comma : ArrayStart;
                    yield return part.Body;
                    inside = true;
                }

                after = part.Next;
            }

            if (inside && gap.After.Length == 0)
                yield return ArrayEnd;
        }

        yield return body[sent..];
    }

    private static async Task<MembersChunk> ReadChunkAsync(
        ScimRequest request,
        MembersContinuation gap,
        string after,
        CancellationToken cancellationToken
    )
    {
        RequestContext.Set(TenantContext.Key, request.Tenant);
        var query = new ReadMembers
        {
            Origin = request.Origin,
            Group = gap.Group,
            After = after,
            Selection = gap.Selection,
        };
        ScimResult<MembersChunk> part = await request
            .GetDirectoryGrain()
            .ReadMembers(query, cancellationToken);
        return part.Value ?? throw new ScimException(part.Error!);
    }
}
