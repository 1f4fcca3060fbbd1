using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Scim.GrainInterfaces.Sites;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Workplace;

/// <summary>
/// The parameters of lists that are walked page by page: <c>count</c>, and <c>after</c>, which is the last page's
/// <c>next</c>. A page goes on behind a key of the list's order, so nothing is skipped or repeated while others insert
/// and delete.
/// </summary>
internal static class PageParameters
{
    private const int DefaultCount = 100;
    private const int MaxCount = 1000;
    private const int MaxAfterLength = 2000;

    /// <summary>Reads them.</summary>
    public static (PageQuery? Page, ScimError? Error) ReadPage(WorkplaceRequest request)
    {
        (int count, ScimError? error) = ReadCount(request, DefaultCount, MaxCount);
        if (error is not null)
            return (null, error);
        if (request.GetQueryValue("after") is not { } after)
            return (new PageQuery { Count = count }, null);
        return after.Length <= MaxAfterLength && Base64Url.IsValid(after)
            ? (
                new PageQuery
                {
                    Count = count,
                    After = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(after)),
                },
                null
            )
            : (
                null,
                new ScimError(
                    ScimErrorKind.InvalidValue,
                    "after must be what the last page gave as next. Leave it out for the first page."
                )
            );
    }

    /// <summary>Reads <c>count</c>.</summary>
    public static (int Count, ScimError? Error) ReadCount(
        WorkplaceRequest request,
        int standard,
        int largest
    )
    {
        if (request.GetQueryValue("count") is not { } text)
            return (standard, null);
        return
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count >= 1
            && count <= largest
            ? (count, null)
            : (
                0,
                new ScimError(
                    ScimErrorKind.InvalidValue,
                    $"count must be a number from 1 to {largest}."
                )
            );
    }

    /// <summary>A page's <c>next</c>, or null on the last one.</summary>
    public static string? EncodeNext(string? key) =>
        key is null ? null : Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    /// <summary>Describes both parameters.</summary>
    public static WorkplaceOperation WithPaging(this WorkplaceOperation operation) =>
        operation
            .WithQueryParameter(
                "count",
                typeof(int),
                $"How many to return at most, 1 to {MaxCount}; {DefaultCount} if left out."
            )
            .WithQueryParameter(
                "after",
                typeof(string),
                "The last page's `next`; left out for the first page."
            );
}
