using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Scim.GrainInterfaces.Sites;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Workplace;

/// <summary>
/// The parameters of paged lists: <c>count</c>, and <c>after</c>, which is the <c>next</c> value of the previous page.
/// </summary>
/// <remarks>
/// Keyset pagination: a page continues after a key of the list's order, so no item is skipped or repeated while others
/// are inserted and deleted.
/// </remarks>
internal static class PageParameters
{
    private const int DefaultCount = 100;
    private const int MaxCount = 1000;
    private const int MaxAfterLength = 2000;

    /// <summary>Reads both parameters.</summary>
    /// <returns>The page, or InvalidValue.</returns>
    public static (PageQuery? Page, ScimError? Error) ReadPage(WorkplaceRequest request)
    {
        (int count, ScimError? error) = ReadCount(request, DefaultCount, MaxCount);
        if (error is not null)
            return (null, error);
        if (request.GetQueryValue("after") is not { } after)
            return (new PageQuery { Count = count }, null);
        return after.Length <= MaxAfterLength && Base64Url.IsValid(after)
            ? (new PageQuery { Count = count, After = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(after)) }, null)
            : (
                null,
                new ScimError(
                    ScimErrorKind.InvalidValue,
                    "after must be the `next` value from the previous page. Omit it for the first page."
                )
            );
    }

    /// <summary>Reads <c>count</c>.</summary>
    /// <returns>The count, or InvalidValue.</returns>
    public static (int Count, ScimError? Error) ReadCount(WorkplaceRequest request, int defaultCount, int maxCount)
    {
        if (request.GetQueryValue("count") is not { } text)
            return (defaultCount, null);
        return
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count >= 1
            && count <= maxCount
            ? (count, null)
            : (0, new ScimError(ScimErrorKind.InvalidValue, $"count must be a whole number from 1 to {maxCount}."));
    }

    /// <summary>Encodes the key of the last item as the <c>next</c> value of a page; null on the last page.</summary>
    public static string? EncodeNext(string? key) =>
        key is null ? null : Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    /// <summary>Adds both parameters to the description of an operation.</summary>
    public static WorkplaceOperation WithPaging(this WorkplaceOperation operation) =>
        operation
            .WithQueryParameter(
                "count",
                typeof(int),
                $"The maximum number of items to return, from 1 to {MaxCount}. The default is {DefaultCount}."
            )
            .WithQueryParameter(
                "after",
                typeof(string),
                "The `next` value from the previous page. Omit it for the first page."
            );
}
