<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;About</source>
        <translation>关于(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Clear</source>
        <translation>清空(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Copy face</source>
        <translation>复制人脸(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation>橡皮(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;First steps</source>
        <translation>入门提示(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>适合窗口(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Guide</source>
        <translation>参考脸型(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Live</source>
        <translation>实时(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Mirror</source>
        <translation>对称(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;New</source>
        <translation>新建(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Pen</source>
        <translation>画笔(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Render now</source>
        <translation>立即渲染(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Shadow guidance</source>
        <translation>阴影引导(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Surprise me</source>
        <translation>随机外观(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Thinner</source>
        <translation>变细(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Time-lapse…</source>
        <translation>延时影片(&amp;T)…</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Windows</source>
        <translation>五官窗口(&amp;W)</translation>
    </message>
    <message>
        <source>A film of the drawing as it came to be</source>
        <translation>重现绘画过程的影片</translation>
    </message>
    <message>
        <source>A picture under the ink to draw by</source>
        <translation>在线条下衬一张图片供临摹</translation>
    </message>
    <message>
        <source>A random appearance</source>
        <translation>随机选一种外观</translation>
    </message>
    <message>
        <source>A thicker pen</source>
        <translation>笔变粗</translation>
    </message>
    <message>
        <source>A thinner pen</source>
        <translation>笔变细</translation>
    </message>
    <message>
        <source>About this program</source>
        <translation>关于本程序</translation>
    </message>
    <message>
        <source>All sliders to 50 %</source>
        <translation>所有滑块回到 50 %</translation>
    </message>
    <message>
        <source>Canvas and face side by side</source>
        <translation>画布与人脸并排</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>关闭窗口</translation>
    </message>
    <message>
        <source>Copy the face</source>
        <translation>复制人脸</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>绘制</translation>
    </message>
    <message>
        <source>Draw both halves of the face at once</source>
        <translation>同时画脸的左右两半</translation>
    </message>
    <message>
        <source>Draw over the face</source>
        <translation>直接画在人脸上</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>擦除</translation>
    </message>
    <message>
        <source>Every key</source>
        <translation>所有按键</translation>
    </message>
    <message>
        <source>F&amp;ace</source>
        <translation>人脸(&amp;A)</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>全屏(&amp;U)</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Face &amp;alone</source>
        <translation>只看人脸(&amp;A)</translation>
    </message>
    <message>
        <source>Face &amp;under the sketch</source>
        <translation>人脸衬在草图下(&amp;U)</translation>
    </message>
    <message>
        <source>Faces of the bank that are like yours, part by part</source>
        <translation>按部位查看样本库中与您所画相似的脸</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Fill the screen</source>
        <translation>占满屏幕</translation>
    </message>
    <message>
        <source>From one drawing to another</source>
        <translation>从一幅画渐变到另一幅</translation>
    </message>
    <message>
        <source>Go to this slider; the arrow keys move it</source>
        <translation>转到这个滑块，用方向键移动</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>M&amp;orph</source>
        <translation>渐变(&amp;O)</translation>
    </message>
    <message>
        <source>No reference</source>
        <translation>移除参考图</translation>
    </message>
    <message>
        <source>Nothing to draw by</source>
        <translation>不再临摹图片</translation>
    </message>
    <message>
        <source>Open a sketch or a picture</source>
        <translation>打开草图或图片</translation>
    </message>
    <message>
        <source>Re&amp;ference picture…</source>
        <translation>参考图(&amp;F)…</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Refine left eye</source>
        <translation>修整左眼</translation>
    </message>
    <message>
        <source>Refine mouth</source>
        <translation>修整嘴</translation>
    </message>
    <message>
        <source>Refine nose</source>
        <translation>修整鼻子</translation>
    </message>
    <message>
        <source>Refine remainder</source>
        <translation>修整其余部分</translation>
    </message>
    <message>
        <source>Refine right eye</source>
        <translation>修整右眼</translation>
    </message>
    <message>
        <source>Remove everything drawn (can be undone)</source>
        <translation>清除画的全部内容（可以撤销）</translation>
    </message>
    <message>
        <source>Render the face now</source>
        <translation>现在渲染人脸</translation>
    </message>
    <message>
        <source>Render while you draw</source>
        <translation>边画边渲染</translation>
    </message>
    <message>
        <source>Reset re&amp;finement</source>
        <translation>重置修整程度(&amp;F)</translation>
    </message>
    <message>
        <source>Sa&amp;mples</source>
        <translation>样本(&amp;M)</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>Save a picture</source>
        <translation>保存为图片</translation>
    </message>
    <message>
        <source>Save it under a new name</source>
        <translation>用新的名字保存</translation>
    </message>
    <message>
        <source>Save the sketch</source>
        <translation>保存草图</translation>
    </message>
    <message>
        <source>Show a face of usual proportions to draw by</source>
        <translation>显示标准比例的脸作为参考</translation>
    </message>
    <message>
        <source>Show faces like yours, softly under the ink</source>
        <translation>在线条下淡淡地显示相似的人脸</translation>
    </message>
    <message>
        <source>Show the windows of eyes, nose and mouth</source>
        <translation>显示眼、鼻、嘴的窗口</translation>
    </message>
    <message>
        <source>Side &amp;by side</source>
        <translation>并排(&amp;B)</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Start an empty drawing</source>
        <translation>新建空白画稿</translation>
    </message>
    <message>
        <source>Start from a &amp;photo…</source>
        <translation>从照片开始(&amp;P)…</translation>
    </message>
    <message>
        <source>Th&amp;icker</source>
        <translation>变粗(&amp;I)</translation>
    </message>
    <message>
        <source>The face alone</source>
        <translation>只显示人脸</translation>
    </message>
    <message>
        <source>The whole page, upright</source>
        <translation>显示整页并摆正</translation>
    </message>
    <message>
        <source>Three lines, and samples to open</source>
        <translation>三句提示，以及可打开的示例草图</translation>
    </message>
    <message>
        <source>Turn &amp;left</source>
        <translation>向左转(&amp;L)</translation>
    </message>
    <message>
        <source>Turn &amp;right</source>
        <translation>向右转(&amp;R)</translation>
    </message>
    <message>
        <source>Turn a portrait photo into strokes that can be edited</source>
        <translation>把人像照片变成可编辑的线条</translation>
    </message>
    <message>
        <source>Turn the page</source>
        <translation>旋转画纸</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
</context>
<context>
    <name>Answers</name>
    <message>
        <source>Loading the model… you can already draw.</source>
        <translation>正在加载模型…现在就可以画。</translation>
    </message>
</context>
<context>
    <name>App</name>
    <message>
        <source>Something went wrong ({error}); save your drawing and try again.</source>
        <translation>出错了（{error}）；请先保存画稿，然后再试。</translation>
    </message>
</context>
<context>
    <name>AppearancePalette</name>
    <message>
        <source>A random appearance (R)</source>
        <translation>随机选一种外观（R）</translation>
    </message>
    <message>
        <source>Surprise me</source>
        <translation>随机外观</translation>
    </message>
    <message>
        <source>Surprise no. {number}</source>
        <translation>随机外观 {number}</translation>
    </message>
</context>
<context>
    <name>AppearanceSliders</name>
    <message>
        <source>Appearance: {name}</source>
        <translation>外观：{name}</translation>
    </message>
    <message>
        <source>Left: {low}. Right: {high}. Double click: as the appearance has it.</source>
        <translation>左：{low}。右：{high}。双击：恢复为所选外观原来的值。</translation>
    </message>
</context>
<context>
    <name>Appearances</name>
    <message>
        <source>auburn</source>
        <translation>红褐发</translation>
    </message>
    <message>
        <source>black</source>
        <translation>黑发</translation>
    </message>
    <message>
        <source>blond</source>
        <translation>金发</translation>
    </message>
    <message>
        <source>bronze</source>
        <translation>古铜</translation>
    </message>
    <message>
        <source>brown</source>
        <translation>棕发</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>深色发</translation>
    </message>
    <message>
        <source>deep</source>
        <translation>深肤</translation>
    </message>
    <message>
        <source>fair</source>
        <translation>浅肤</translation>
    </message>
    <message>
        <source>neutral</source>
        <translation>中性</translation>
    </message>
    <message>
        <source>olive</source>
        <translation>橄榄肤</translation>
    </message>
    <message>
        <source>pale</source>
        <translation>白皙</translation>
    </message>
    <message>
        <source>silver</source>
        <translation>银发</translation>
    </message>
    <message>
        <source>tan</source>
        <translation>小麦肤</translation>
    </message>
</context>
<context>
    <name>Arrivals</name>
    <message>
        <source>Draw by it</source>
        <translation>照着它画</translation>
    </message>
    <message>
        <source>Drawing by {name}</source>
        <translation>正在临摹 {name}</translation>
    </message>
    <message>
        <source>Of {count} faces the largest is a sketch now</source>
        <translation>照片里有 {count} 张脸，已把最大的一张变成草图</translation>
    </message>
    <message>
        <source>Open as a sketch</source>
        <translation>作为草图打开</translation>
    </message>
    <message>
        <source>Reference picture</source>
        <translation>参考图</translation>
    </message>
    <message>
        <source>Start from a photo</source>
        <translation>从照片开始</translation>
    </message>
    <message>
        <source>Start from this photo</source>
        <translation>从这张照片开始</translation>
    </message>
    <message>
        <source>The photo is a sketch now, and lies under it to draw by</source>
        <translation>照片已变成草图，并衬在下面供临摹</translation>
    </message>
    <message>
        <source>Turning the photo into a sketch…</source>
        <translation>正在把照片变成草图…</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>照片</translation>
    </message>
</context>
<context>
    <name>BankBrowser</name>
    <message>
        <source>Copy from…</source>
        <translation>复制自…</translation>
    </message>
    <message>
        <source>Pin a random sample of the bank</source>
        <translation>固定样本库中的一个随机样本</translation>
    </message>
    <message>
        <source>Pin this component of another drawing</source>
        <translation>固定另一幅画的这个部位</translation>
    </message>
    <message>
        <source>Suggest</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>{title}: most like what is pinned</source>
        <translation>{title}：与所固定的最相似</translation>
    </message>
    <message>
        <source>{title}: most like your lines</source>
        <translation>{title}：与您的线条最相似</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Canvas</source>
        <translation>画布</translation>
    </message>
</context>
<context>
    <name>ComponentButton</name>
    <message>
        <source>{title} (pinned)</source>
        <translation>{title}（已固定）</translation>
    </message>
</context>
<context>
    <name>Components</name>
    <message>
        <source>Left eye</source>
        <translation>左眼</translation>
    </message>
    <message>
        <source>Mouth</source>
        <translation>嘴</translation>
    </message>
    <message>
        <source>Nose</source>
        <translation>鼻子</translation>
    </message>
    <message>
        <source>Remainder</source>
        <translation>其余</translation>
    </message>
    <message>
        <source>Right eye</source>
        <translation>右眼</translation>
    </message>
</context>
<context>
    <name>ControlPanel</name>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>参照</translation>
    </message>
    <message>
        <source>Refinement</source>
        <translation>修整</translation>
    </message>
    <message>
        <source>appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>group</source>
        <translation>参照</translation>
    </message>
    <message>
        <source>refinement</source>
        <translation>修整</translation>
    </message>
</context>
<context>
    <name>Controls</name>
    <message>
        <source>Hair tone</source>
        <translation>发色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>光线</translation>
    </message>
    <message>
        <source>Skin tone</source>
        <translation>肤色</translation>
    </message>
    <message>
        <source>Warmth</source>
        <translation>冷暖</translation>
    </message>
    <message>
        <source>cooler colours</source>
        <translation>色调偏冷</translation>
    </message>
    <message>
        <source>darker hair</source>
        <translation>发色更深</translation>
    </message>
    <message>
        <source>darker skin</source>
        <translation>肤色更深</translation>
    </message>
    <message>
        <source>lighter hair</source>
        <translation>发色更浅</translation>
    </message>
    <message>
        <source>lighter skin</source>
        <translation>肤色更浅</translation>
    </message>
    <message>
        <source>soft light</source>
        <translation>光线柔和</translation>
    </message>
    <message>
        <source>strong light</source>
        <translation>光线强烈</translation>
    </message>
    <message>
        <source>warmer colours</source>
        <translation>色调偏暖</translation>
    </message>
</context>
<context>
    <name>DetailsDialog</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>&lt;h3&gt;DeepFaceDrawing {version}&lt;/h3&gt;
&lt;p&gt;Draw a rough face, watch a photo-real one follow the pen.&lt;/p&gt;
&lt;p&gt;After the method of S.-Y. Chen, W. Su, L. Gao, S. Xia, H. Fu:
&lt;i&gt;DeepFaceDrawing: Deep Generation of Face Images from Sketches&lt;/i&gt;,
ACM Transactions on Graphics (SIGGRAPH) 39(4), 2020.&lt;/p&gt;
&lt;p&gt;The faces are synthetic; no such people exist.&lt;/p&gt;
&lt;p&gt;Free software under the GNU General Public License, version 3 or later (GPL-3.0-or-later),
without any warranty.&lt;/p&gt;</source>
        <translation>&lt;h3&gt;DeepFaceDrawing {version}&lt;/h3&gt;
&lt;p&gt;画一张粗略的脸，看照片般真实的脸随之出现。&lt;/p&gt;
&lt;p&gt;方法出自S.-Y. Chen、W. Su、L. Gao、S. Xia、H. Fu：
&lt;i&gt;DeepFaceDrawing: Deep Generation of Face Images from Sketches&lt;/i&gt;，
ACM Transactions on Graphics (SIGGRAPH) 39(4), 2020。&lt;/p&gt;
&lt;p&gt;这些人脸是合成的，世上并无其人。&lt;/p&gt;
&lt;p&gt;自由软件，采用 GNU 通用公共许可证第 3 版或更新版本（GPL-3.0-or-later），
不提供任何担保。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>About DeepFaceDrawing</source>
        <translation>关于 DeepFaceDrawing</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Changes of {name} were not saved ({time}). Recover them?</source>
        <translation>{name} 的改动没有保存（{time}）。要恢复吗？</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>以后再说</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Open a model</source>
        <translation>打开模型</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Sketches</source>
        <translation>草图</translation>
    </message>
    <message>
        <source>Sketches and pictures</source>
        <translation>草图和图片</translation>
    </message>
    <message>
        <source>The sketch has unsaved changes. Save them?</source>
        <translation>草图有未保存的改动。要保存吗？</translation>
    </message>
    <message>
        <source>Throw away</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>未保存的改动</translation>
    </message>
    <message>
        <source>a new sketch</source>
        <translation>新草图</translation>
    </message>
    <message>
        <source>{name} was changed by another program in the meantime. Replace it with this drawing?</source>
        <translation>在此期间，{name} 已被其他程序更改。要用这幅画替换它吗？</translation>
    </message>
</context>
<context>
    <name>DrawingDesk</name>
    <message>
        <source>clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>pin</source>
        <translation>固定</translation>
    </message>
    <message>
        <source>unpin</source>
        <translation>取消固定</translation>
    </message>
</context>
<context>
    <name>Edits</name>
    <message>
        <source>erasing</source>
        <translation>擦除</translation>
    </message>
    <message>
        <source>new sketch</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>recover</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>stroke</source>
        <translation>笔画</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>A GIF shows at most {limit} frames a second, not {fps}; choose fewer, or an MP4 file.</source>
        <translation>GIF 每秒最多显示 {limit} 帧，不能是 {fps} 帧；请选少一些，或改用 MP4 文件。</translation>
    </message>
    <message>
        <source>A bank of more than {num_rows:,} samples needs the package faiss-cpu; run: pip install "deepfacedrawing[banks]"</source>
        <translation>超过 {num_rows:,} 个样本的样本库需要软件包 faiss-cpu；请运行：pip install "deepfacedrawing[banks]"</translation>
    </message>
    <message>
        <source>A drawing that is morphed to cannot be on its way to another one.</source>
        <translation>渐变的目标画稿本身不能正处于另一个渐变之中。</translation>
    </message>
    <message>
        <source>A film has 1 to {limit} frames a second, not {fps}.</source>
        <translation>影片每秒应有 1 到 {limit} 帧，不能是 {fps} 帧。</translation>
    </message>
    <message>
        <source>A film is being made already; wait until it is done, or cancel it.</source>
        <translation>已有一部影片正在生成；请等它完成，或将其取消。</translation>
    </message>
    <message>
        <source>A film lasts {shortest} to {longest} seconds, not {seconds:g}.</source>
        <translation>影片时长应为 {shortest} 到 {longest} 秒，不能是 {seconds:g} 秒。</translation>
    </message>
    <message>
        <source>A picture cannot be {count} pixels high; choose from 512 and 1024.</source>
        <translation>图片高度不能是 {count} 像素；请选 512 或 1024。</translation>
    </message>
    <message>
        <source>An ONNX file holds its bank, and {num_rows:,} samples are too many; use a model with a smaller one.</source>
        <translation>ONNX 文件会包含样本库，而 {num_rows:,} 个样本太多；请使用样本库较小的模型。</translation>
    </message>
    <message>
        <source>Another window has recovered this drawing already; look there.</source>
        <translation>另一个窗口已经恢复了这幅画稿；请到那里查看。</translation>
    </message>
    <message>
        <source>CUDA is not available here; use --device cpu, or install a CUDA build of torch and a driver.</source>
        <translation>此处无法使用 CUDA；请使用 --device cpu，或安装 CUDA 版的 torch 和显卡驱动。</translation>
    </message>
    <message>
        <source>Cannot export {path}; choose a name that ends in .png, .jpg or .webp.</source>
        <translation>无法导出 {path}；请选用以 .png、.jpg 或 .webp 结尾的文件名。</translation>
    </message>
    <message>
        <source>Cannot read {path} ({reason}); check the file and its permissions.</source>
        <translation>无法读取 {path}（{reason}）；请检查该文件及其权限。</translation>
    </message>
    <message>
        <source>Cannot read {path} ({reason}); check the folder.</source>
        <translation>无法读取 {path}（{reason}）；请检查该文件夹。</translation>
    </message>
    <message>
        <source>Cannot read {path} as a picture; open a PNG, JPEG, WebP, TIFF, BMP or GIF file.</source>
        <translation>无法把 {path} 作为图片读取；请打开 PNG、JPEG、WebP、TIFF、BMP 或 GIF 文件。</translation>
    </message>
    <message>
        <source>Cannot write {path} ({reason}); choose another folder or name.</source>
        <translation>无法写入 {path}（{reason}）；请换一个文件夹或文件名。</translation>
    </message>
    <message>
        <source>Cannot write {path} ({reason}); choose another folder.</source>
        <translation>无法写入 {path}（{reason}）；请换一个文件夹。</translation>
    </message>
    <message>
        <source>Cannot write {path} as a film; choose a name that ends in .mp4, .gif or .png.</source>
        <translation>无法把影片写成 {path}；请选用以 .mp4、.gif 或 .png 结尾的文件名。</translation>
    </message>
    <message>
        <source>Cannot write {path}: it takes {needed:.2f} GB and there are {free:.2f} GB; make room or use another disk.</source>
        <translation>无法写入 {path}：需要 {needed:.2f} GB，只剩 {free:.2f} GB；请腾出空间或换一个磁盘。</translation>
    </message>
    <message>
        <source>Finding faces needs the package ai-edge-litert; run: {command}</source>
        <translation>查找人脸需要 ai-edge-litert 包；请运行：{command}</translation>
    </message>
    <message>
        <source>No face was found in {path}; choose a photo with one face, seen from the front and well lit.</source>
        <translation>在 {path} 中没有找到人脸；请选一张只有一张正面、光线充足的脸的照片。</translation>
    </message>
    <message>
        <source>ONNX files need more packages; run: pip install "deepfacedrawing[export]"</source>
        <translation>导出 ONNX 文件还需要其他软件包；请运行：pip install "deepfacedrawing[export]"</translation>
    </message>
    <message>
        <source>OpenVINO cannot be used ({error}); try pip install openvino.</source>
        <translation>无法使用 OpenVINO（{error}）；请尝试运行 pip install openvino。</translation>
    </message>
    <message>
        <source>OpenVINO only computes on the processor; use --device cpu.</source>
        <translation>OpenVINO 只能在处理器上计算；请使用 --device cpu。</translation>
    </message>
    <message>
        <source>Sketching photos needs the package {package}; run: {command}</source>
        <translation>把照片变成草图需要 {package} 包；请运行：{command}</translation>
    </message>
    <message>
        <source>Sketching {path} failed ({reason}); try another photo.</source>
        <translation>无法把 {path} 变成草图（{reason}）；请换一张照片。</translation>
    </message>
    <message>
        <source>Sketching {path} failed: its process ended unexpectedly; try another photo.</source>
        <translation>无法把 {path} 变成草图：处理进程意外结束；请换一张照片。</translation>
    </message>
    <message>
        <source>Sketching {path} took longer than {timeout:g} seconds; try a smaller photo.</source>
        <translation>把 {path} 变成草图超过了 {timeout:g} 秒；请换一张小一些的照片。</translation>
    </message>
    <message>
        <source>Starting from a photo is not available here; open a sketch instead.</source>
        <translation>此处无法从照片开始；请改为打开草图。</translation>
    </message>
    <message>
        <source>The ONNX file would paint other faces than the model, by {mean:.2f} of 255; nothing was written.</source>
        <translation>ONNX 文件画出的人脸与模型不同，平均相差 {mean:.2f}（满值 255）；未写入任何文件。</translation>
    </message>
    <message>
        <source>The bank's index is damaged; make it again with: deepfacedrawing bank index</source>
        <translation>样本库的索引已损坏；请重新生成：deepfacedrawing bank index</translation>
    </message>
    <message>
        <source>The banks of one sex must have as many rows for each component, not {found}; get the files again.</source>
        <translation>同一性别的各部位样本库行数必须相同，而不是 {found}；请重新获取这些文件。</translation>
    </message>
    <message>
        <source>The bundled model is missing; reinstall DeepFaceDrawing or give a model with --model.</source>
        <translation>缺少自带的模型；请重新安装 DeepFaceDrawing，或用 --model 指定模型。</translation>
    </message>
    <message>
        <source>The control {name} must lie between -1 and 1, not {value}.</source>
        <translation>调节项 {name} 必须在 -1 和 1 之间，不能是 {value}。</translation>
    </message>
    <message>
        <source>The drawing asks for an appearance, a group or samples that this model does not have; they are left out.</source>
        <translation>这幅画要用的外观、参照或样本是此模型没有的；已略去。</translation>
    </message>
    <message>
        <source>The engine keeps stopping; your drawing is safe. Press F5 to try again.</source>
        <translation>引擎一再停止；您的画稿没有丢失。请按 F5 重试。</translation>
    </message>
    <message>
        <source>The engine stopped while the film was made; try again.</source>
        <translation>生成影片时引擎停止了；请重试。</translation>
    </message>
    <message>
        <source>The engine stopped; it is being started again. Your drawing is safe.</source>
        <translation>引擎已停止，正在重新启动。您的画稿没有丢失。</translation>
    </message>
    <message>
        <source>The face could not be rendered ({error}); press F5 to try again.</source>
        <translation>无法渲染人脸（{error}）；请按 F5 重试。</translation>
    </message>
    <message>
        <source>The face in the photo is too small ({distance:.0f} pixels between the eyes); choose a photo with at least {least:.0f}.</source>
        <translation>照片中的脸太小（两眼相距 {distance:.0f} 像素）；请选一张至少相距 {least:.0f} 像素的照片。</translation>
    </message>
    <message>
        <source>The face part model {weights} cannot be read: {error}; reinstall it.</source>
        <translation>无法读取面部分区模型 {weights}：{error}；请重新安装。</translation>
    </message>
    <message>
        <source>The file {name} is missing from DeepFaceDrawing's folder param; reinstall DeepFaceDrawing.</source>
        <translation>DeepFaceDrawing 的 param 文件夹中缺少文件 {name}；请重新安装 DeepFaceDrawing。</translation>
    </message>
    <message>
        <source>The file {path} is larger than {limit} MB; simplify the drawing first.</source>
        <translation>文件 {path} 大于 {limit} MB；请先简化画稿。</translation>
    </message>
    <message>
        <source>The film could not be made ({error}); try again.</source>
        <translation>无法生成影片（{error}）；请重试。</translation>
    </message>
    <message>
        <source>The graphics card has run out of memory; faces are computed on the processor now, more slowly.</source>
        <translation>显卡内存不足；现在改用处理器计算人脸，速度会慢一些。</translation>
    </message>
    <message>
        <source>The landmark model {task_file} cannot be read: {error}; fetch it again.</source>
        <translation>无法读取面部关键点模型 {task_file}：{error}；请重新获取。</translation>
    </message>
    <message>
        <source>The model could not be loaded ({error}); press F5 to try again.</source>
        <translation>无法加载模型（{error}）；请按 F5 重试。</translation>
    </message>
    <message>
        <source>The morph of {name} must lie between 0 and 1, not {value}.</source>
        <translation>{name} 的渐变值必须在 0 和 1 之间，不能是 {value}。</translation>
    </message>
    <message>
        <source>The photo {path} could not be sketched ({error}); try another one.</source>
        <translation>无法把照片 {path} 变成草图（{error}）；请换一张。</translation>
    </message>
    <message>
        <source>The picture {path} has more than 50 megapixels; reduce it first.</source>
        <translation>图片 {path} 超过 5000 万像素；请先缩小。</translation>
    </message>
    <message>
        <source>The picture {path} has {width} x {height} pixels; reduce it to 50 megapixels or less.</source>
        <translation>图片 {path} 有 {width} x {height} 像素；请缩小到 5000 万像素以内。</translation>
    </message>
    <message>
        <source>The pinned {name} must be a sample from 0 on, not {pin}.</source>
        <translation>固定的 {name} 必须是从 0 开始的样本编号，不能是 {pin}。</translation>
    </message>
    <message>
        <source>The pinned {name} must have {side} x {side} pixels, not {count} in all.</source>
        <translation>固定的 {name} 必须有 {side} x {side} 像素，不能一共 {count} 像素。</translation>
    </message>
    <message>
        <source>The refinement of {name} must lie between 0 and 1, not {value}.</source>
        <translation>{name} 的修整值必须在 0 和 1 之间，不能是 {value}。</translation>
    </message>
    <message>
        <source>The sketch has more than {limit} strokes; undo some before you save it.</source>
        <translation>草图的笔画超过 {limit} 条；请先撤销一些再保存。</translation>
    </message>
    <message>
        <source>The sketch must be {expected}, not {shape} {dtype}.</source>
        <translation>草图必须是 {expected}，不能是 {shape} {dtype}。</translation>
    </message>
    <message>
        <source>The sketch would take more than {limit} MB; undo some strokes to save it.</source>
        <translation>草图将超过 {limit} MB；请撤销一些笔画再保存。</translation>
    </message>
    <message>
        <source>The {name} is pinned to a drawing of another size than this model's; unpin it.</source>
        <translation>{name} 固定为一幅尺寸与此模型不符的画；请取消固定。</translation>
    </message>
    <message>
        <source>The {name} is pinned to sample {pin}, but this model has {count}; unpin it.</source>
        <translation>{name} 固定为样本 {pin}，但此模型只有 {count} 个样本；请取消固定。</translation>
    </message>
    <message>
        <source>There is no appearance control {name!r}; choose from {names}.</source>
        <translation>没有名为 {name!r} 的外观调节项；请从 {names} 中选择。</translation>
    </message>
    <message>
        <source>There is no appearance {name!r}; choose a whole number or one of: {names}.</source>
        <translation>没有名为 {name!r} 的外观；请选一个整数，或以下之一：{names}。</translation>
    </message>
    <message>
        <source>There is no component {name!r}; choose from {names}.</source>
        <translation>没有名为 {name!r} 的部位；请从 {names} 中选择。</translation>
    </message>
    <message>
        <source>There is no device {name!r}; choose auto, cpu or cuda.</source>
        <translation>没有名为 {name!r} 的设备；请选 auto、cpu 或 cuda。</translation>
    </message>
    <message>
        <source>There is no face yet; draw something or press F5 first.</source>
        <translation>还没有人脸；请先画点什么，或按 F5。</translation>
    </message>
    <message>
        <source>There is no file {path}; check the name.</source>
        <translation>没有文件 {path}；请检查文件名。</translation>
    </message>
    <message>
        <source>There is no film of {layout!r} in {suffix!r}; choose another one.</source>
        <translation>没有 {suffix!r} 格式、{layout!r} 布局的影片；请另选一种。</translation>
    </message>
    <message>
        <source>There is no folder {path}; give the one with AE_whole and Combine in it.</source>
        <translation>没有文件夹 {path}；请指定包含 AE_whole 和 Combine 的文件夹。</translation>
    </message>
    <message>
        <source>There is no group {name!r}; choose from {names}.</source>
        <translation>没有名为 {name!r} 的参照；请从 {names} 中选择。</translation>
    </message>
    <message>
        <source>There is no model file {path}; give one with --model or reinstall.</source>
        <translation>没有模型文件 {path}；请用 --model 指定，或重新安装。</translation>
    </message>
    <message>
        <source>There is no picture in {suffix!r}; choose from {names}.</source>
        <translation>没有 {suffix!r} 格式的图片；请从 {names} 中选择。</translation>
    </message>
    <message>
        <source>There is no picture of {what!r}; choose from {names}.</source>
        <translation>没有内容为 {what!r} 的图片；请从 {names} 中选择。</translation>
    </message>
    <message>
        <source>This PyAV has no encoder for H.264; install another one from PyPI, or choose GIF or PNG.</source>
        <translation>此 PyAV 没有 H.264 编码器；请从 PyPI 安装另一个版本，或选用 GIF 或 PNG。</translation>
    </message>
    <message>
        <source>This model has no appearances to choose from, so not {name!r} either; leave the appearance out, or use another model.</source>
        <translation>此模型没有可选的外观，也没有 {name!r}；请不要指定外观，或换一个模型。</translation>
    </message>
    <message>
        <source>This model has no control {name}; set it to 0, or use a model that has it.</source>
        <translation>此模型没有调节项 {name}；请把它设为 0，或换用有此调节项的模型。</translation>
    </message>
    <message>
        <source>This model has no group {name!r}; choose from {names}.</source>
        <translation>此模型没有名为 {name!r} 的参照；请从 {names} 中选择。</translation>
    </message>
    <message>
        <source>Unsaved changes cannot be kept for recovery ({reason}); save the drawing yourself.</source>
        <translation>无法保留未保存的改动以备恢复（{reason}）；请自行保存画稿。</translation>
    </message>
    <message>
        <source>Writing MP4 files needs PyAV; install it with pip install "deepfacedrawing[video]", or choose GIF or PNG.</source>
        <translation>写 MP4 文件需要 PyAV；请用 pip install "deepfacedrawing[video]" 安装，或选用 GIF 或 PNG。</translation>
    </message>
    <message>
        <source>a part of its path is no folder</source>
        <translation>路径中有一部分不是文件夹</translation>
    </message>
    <message>
        <source>another program has the file open</source>
        <translation>文件正被其他程序使用</translation>
    </message>
    <message>
        <source>another version of this program wrote it</source>
        <translation>它由本程序的另一个版本写成</translation>
    </message>
    <message>
        <source>it declares XML entities, which are refused</source>
        <translation>其中声明了 XML 实体，不予接受</translation>
    </message>
    <message>
        <source>it draws no lines that could be opened (text and pictures in it are left out)</source>
        <translation>其中没有可以打开的线条（文字和图片会被略去）</translation>
    </message>
    <message>
        <source>it has a path that cannot be read ({text:.30})</source>
        <translation>其中有无法读取的路径（{text:.30}）</translation>
    </message>
    <message>
        <source>it has a path that does not begin with a place ({text:.30})</source>
        <translation>其中有不以位置开头的路径（{text:.30}）</translation>
    </message>
    <message>
        <source>it has a path with a wrong count of numbers ({command}{text:.30})</source>
        <translation>其中有数字个数不对的路径（{command}{text:.30}）</translation>
    </message>
    <message>
        <source>it has a stroke whose width is not above 0 and up to {limit:g}</source>
        <translation>其中有宽度不在 0 以上、{limit:g} 以内的笔画</translation>
    </message>
    <message>
        <source>it has a stroke whose {name} is out of its range</source>
        <translation>其中有 {name} 超出范围的笔画</translation>
    </message>
    <message>
        <source>it has a stroke with no tool of {names}</source>
        <translation>其中有笔画的工具不属于 {names}</translation>
    </message>
    <message>
        <source>it has more than {limit} elements</source>
        <translation>其中的元素超过 {limit} 个</translation>
    </message>
    <message>
        <source>it has more than {limit} elements, copies included</source>
        <translation>其中的元素连同副本超过 {limit} 个</translation>
    </message>
    <message>
        <source>it has {rest:.30} where a number belongs</source>
        <translation>其中应为数字的地方是 {rest:.30}</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>它是文件夹</translation>
    </message>
    <message>
        <source>it is damaged</source>
        <translation>它已损坏</translation>
    </message>
    <message>
        <source>it is no SVG, it begins with the element {name:.60}</source>
        <translation>它不是 SVG，开头的元素是 {name:.60}</translation>
    </message>
    <message>
        <source>it is no valid XML ({error})</source>
        <translation>它不是有效的 XML（{error}）</translation>
    </message>
    <message>
        <source>it is not written in an encoding that can be read</source>
        <translation>它的文字编码无法读取</translation>
    </message>
    <message>
        <source>its background is no PNG picture inside the file</source>
        <translation>它的背景不是文件内的 PNG 图片</translation>
    </message>
    <message>
        <source>its elements are nested deeper than {limit}</source>
        <translation>其中的元素嵌套超过 {limit} 层</translation>
    </message>
    <message>
        <source>its elements are nested deeper than {limit}, copies included</source>
        <translation>其中的元素连同副本嵌套超过 {limit} 层</translation>
    </message>
    <message>
        <source>its lines are too long; simplify the drawing first</source>
        <translation>其中的线条太长；请先简化画稿</translation>
    </message>
    <message>
        <source>its lines have too many points; simplify the drawing first</source>
        <translation>其中的线条点数太多；请先简化画稿</translation>
    </message>
    <message>
        <source>its version is {version!r:.40}, this program reads {known}; update the program</source>
        <translation>它的版本是 {version!r:.40}，本程序只能读取版本 {known}；请更新程序</translation>
    </message>
    <message>
        <source>its {what} is larger than a picture of {size} x {size} pixels can be</source>
        <translation>它的 {what} 超出了 {size} x {size} 像素图片可能的大小</translation>
    </message>
    <message>
        <source>its {what} is no PNG picture</source>
        <translation>它的 {what} 不是 PNG 图片</translation>
    </message>
    <message>
        <source>its {what} is not {size} x {size} pixels large</source>
        <translation>它的 {what} 不是 {size} x {size} 像素</translation>
    </message>
    <message>
        <source>its {what} is {text!r:.40}, not a whole number up to {limit}</source>
        <translation>它的 {what} 是 {text!r:.40}，不是 {limit} 以内的整数</translation>
    </message>
    <message>
        <source>no permission</source>
        <translation>没有权限</translation>
    </message>
    <message>
        <source>the disk does not answer as it should</source>
        <translation>磁盘响应异常</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>the file would be too large for this disk</source>
        <translation>文件对此磁盘来说太大</translation>
    </message>
    <message>
        <source>the folder is read-only</source>
        <translation>文件夹是只读的</translation>
    </message>
    <message>
        <source>the name is too long</source>
        <translation>文件名太长</translation>
    </message>
    <message>
        <source>the {key} of {name} is {text!r:.40}, which is no number</source>
        <translation>{name} 的 {key} 是 {text!r:.40}，不是数字</translation>
    </message>
    <message>
        <source>there is a file of this name</source>
        <translation>已有同名文件</translation>
    </message>
    <message>
        <source>there is no component {name!r}</source>
        <translation>没有名为 {name!r} 的部位</translation>
    </message>
    <message>
        <source>there is no such folder</source>
        <translation>没有这个文件夹</translation>
    </message>
    <message>
        <source>your share of the disk is used up</source>
        <translation>您的磁盘配额已用完</translation>
    </message>
    <message>
        <source>{bank} has {num_rows:,} samples and no index to find them by; run: deepfacedrawing bank index {bank}</source>
        <translation>{bank} 有 {num_rows:,} 个样本，却没有用来查找的索引；请运行：deepfacedrawing bank index {bank}</translation>
    </message>
    <message>
        <source>{folder} already has pictures named {stem}_0001.png and so on; choose another name.</source>
        <translation>{folder} 中已有名为 {stem}_0001.png 等的图片；请换一个名字。</translation>
    </message>
    <message>
        <source>{path} cannot be opened: {problem}</source>
        <translation>无法打开 {path}：{problem}</translation>
    </message>
    <message>
        <source>{path} cannot be opened: {problem}.</source>
        <translation>无法打开 {path}：{problem}。</translation>
    </message>
    <message>
        <source>{path} does not go with the model: expected banks of {expected} latents with a group flag each, got {got}; build it again.</source>
        <translation>{path} 与模型不匹配：样本库应为 {expected} 个潜在向量并各带参照标记，实际为 {got}；请重新生成。</translation>
    </message>
    <message>
        <source>{path} has a damaged or newer header ({error}); get the file again or update.</source>
        <translation>{path} 的文件头已损坏或版本较新（{error}）；请重新获取文件，或更新程序。</translation>
    </message>
    <message>
        <source>{path} has no usable palette of appearances; get the file again.</source>
        <translation>{path} 中没有可用的外观列表；请重新获取文件。</translation>
    </message>
    <message>
        <source>{path} holds NaN or infinite values; get the file again.</source>
        <translation>{path} 中有 NaN 或无穷大的值；请重新获取该文件。</translation>
    </message>
    <message>
        <source>{path} holds the array {name}, which belongs to no part of the model; get the file again.</source>
        <translation>{path} 中的数组 {name} 不属于模型的任何部分；请重新获取该文件。</translation>
    </message>
    <message>
        <source>{path} is damaged at {name}; run: deepfacedrawing bank index {bank}</source>
        <translation>{path} 在 {name} 处已损坏；请运行：deepfacedrawing bank index {bank}</translation>
    </message>
    <message>
        <source>{path} is damaged or cut off ({error}); get the file again.</source>
        <translation>{path} 已损坏或不完整（{error}）；请重新获取该文件。</translation>
    </message>
    <message>
        <source>{path} is damaged or not a safetensors file ({error}); get it again.</source>
        <translation>{path} 已损坏，或不是 safetensors 文件（{error}）；请重新获取。</translation>
    </message>
    <message>
        <source>{path} is damaged: its checksum is not that of its content; get the file again.</source>
        <translation>{path} 已损坏：校验和与内容不符；请重新获取该文件。</translation>
    </message>
    <message>
        <source>{path} is damaged: {count} bytes follow its end; get the file again.</source>
        <translation>{path} 已损坏：结尾之后还有 {count} 个字节；请重新获取该文件。</translation>
    </message>
    <message>
        <source>{path} is no file but a pipe or a device; choose a file.</source>
        <translation>{path} 不是文件，而是管道或设备；请选择一个文件。</translation>
    </message>
    <message>
        <source>{path} is not a {kind} file; give one that this program wrote.</source>
        <translation>{path} 不是 {kind} 文件；请给出由本程序写出的文件。</translation>
    </message>
    <message>
        <source>{path} is open in another window; close it there, or save under another name.</source>
        <translation>{path} 已在另一个窗口中打开；请先在那里关闭它，或用其他名称保存。</translation>
    </message>
    <message>
        <source>{path} is the index of another bank than {bank}; run: deepfacedrawing bank index {bank}</source>
        <translation>{path} 不是 {bank} 的索引，而属于另一个样本库；请运行：deepfacedrawing bank index {bank}</translation>
    </message>
    <message>
        <source>{path} lacks a bank of the model's components ({error}); build it again.</source>
        <translation>{path} 中缺少模型某个部位的样本库（{error}）；请重新生成。</translation>
    </message>
    <message>
        <source>{path} lacks the array {name}; expected it with the shape {shape}.</source>
        <translation>{path} 缺少数组 {name}；其形状应为 {shape}。</translation>
    </message>
    <message>
        <source>{path} lacks {name} ({count} missing in all); get the whole set of parameter files.</source>
        <translation>{path} 中缺少 {name}（共缺 {count} 个文件）；请获取整套参数文件。</translation>
    </message>
    <message>
        <source>{path} may only hold float32 arrays, but holds {what}; get the file again.</source>
        <translation>{path} 只能包含 float32 数组，却含有 {what}；请重新获取该文件。</translation>
    </message>
    <message>
        <source>{path} must have rows of {row} bytes, but has {size} bytes; get the file again.</source>
        <translation>{path} 的每行应为 {row} 字节，文件却有 {size} 字节；请重新获取该文件。</translation>
    </message>
    <message>
        <source>{path} was written by a newer version; update DeepFaceDrawing.</source>
        <translation>{path} 由较新的版本写出；请更新 DeepFaceDrawing。</translation>
    </message>
    <message>
        <source>{path}: half precision cannot hold {name}; import it without --half.</source>
        <translation>{path}：半精度无法表示 {name}；请不带 --half 导入。</translation>
    </message>
    <message>
        <source>{path}: the array {name} has another shape: expected {expected}, found {found}; is it another part's file?</source>
        <translation>{path}：数组 {name} 的形状不对：应为 {expected}，实为 {found}；是否放错了部位的文件？</translation>
    </message>
    <message>
        <source>{path}: the weight {name} belongs to no part of the model; get the file again.</source>
        <translation>{path}：权重 {name} 不属于模型的任何部分；请重新获取文件。</translation>
    </message>
    <message>
        <source>{path}: the weight {name} is missing; get the file again.</source>
        <translation>{path}：缺少权重 {name}；请重新获取文件。</translation>
    </message>
    <message>
        <source>{path}: {name} has the wrong shape: expected {expected}, got {got}; get the file again.</source>
        <translation>{path}：{name} 的形状不对：应为 {expected}，实际为 {got}；请重新获取文件。</translation>
    </message>
    <message>
        <source>{path}: {name} holds NaN or infinite values; get the file again.</source>
        <translation>{path}：{name} 含有 NaN 或无穷大的值；请重新获取文件。</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>并排</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Sketch</source>
        <translation>草图</translation>
    </message>
    <message>
        <source>The file names this program, and nothing about you.</source>
        <translation>文件里只写本程序的名字，不含您的任何信息。</translation>
    </message>
    <message>
        <source>The file says that the face is synthetic, and with which model and settings it was made.</source>
        <translation>文件里注明这张脸是合成的，以及生成它所用的模型和设置。</translation>
    </message>
    <message>
        <source>{size} px</source>
        <translation>{size} 像素</translation>
    </message>
    <message>
        <source>{width} × {height} pixels</source>
        <translation>{width} × {height} 像素</translation>
    </message>
</context>
<context>
    <name>ExtraMenus</name>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Forget them</source>
        <translation>清除记录</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>语言(&amp;G)</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>No files yet</source>
        <translation>还没有文件</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>打开最近的文件(&amp;R)</translation>
    </message>
    <message>
        <source>Open sam&amp;ple</source>
        <translation>打开示例(&amp;P)</translation>
    </message>
    <message>
        <source>The language changes at the next start.</source>
        <translation>语言将在下次启动时更改。</translation>
    </message>
</context>
<context>
    <name>FaceView</name>
    <message>
        <source>Draw on the left:
the face appears here as you go.</source>
        <translation>在左边画，
人脸会随之出现在这里。</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
</context>
<context>
    <name>FaithfulnessMark</name>
    <message>
        <source>Far from the faces that the model knows: look at its place and size, or refine it.</source>
        <translation>与模型所知的脸相差很远：请检查它的位置和大小，或加大修整。</translation>
    </message>
    <message>
        <source>Near to the faces that the model knows: it is followed closely.</source>
        <translation>与模型所知的脸很接近：会严格按照所画生成。</translation>
    </message>
    <message>
        <source>Nothing of your own to compare: not drawn yet, or a sample stands here.</source>
        <translation>没有您自己的线条可比：尚未画出，或此处用的是样本。</translation>
    </message>
    <message>
        <source>Some way off the faces that the model knows: move the slider to the right if it looks odd.</source>
        <translation>与模型所知的脸有些差距：如果看起来奇怪，请把滑块向右移。</translation>
    </message>
    <message>
        <source>There is no face yet to compare with.</source>
        <translation>还没有可以比较的人脸。</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Opened {name}</source>
        <translation>已打开 {name}</translation>
    </message>
    <message>
        <source>Recovered the drawing; save it to keep it</source>
        <translation>画稿已恢复；保存后才会保留</translation>
    </message>
    <message>
        <source>Save sketch</source>
        <translation>保存草图</translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation>已保存 {name}</translation>
    </message>
    <message>
        <source>{name} is open in another window; this is a copy, to be saved under another name.</source>
        <translation>{name} 已在另一个窗口中打开；这是一个副本，请用其他名称保存。</translation>
    </message>
</context>
<context>
    <name>FilmDialog</name>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Length in seconds</source>
        <translation>时长（秒）</translation>
    </message>
    <message>
        <source>MP4 video</source>
        <translation>MP4 视频</translation>
    </message>
    <message>
        <source>Needs PyAV: pip install "deepfacedrawing[video]"</source>
        <translation>需要 PyAV：pip install "deepfacedrawing[video]"</translation>
    </message>
    <message>
        <source>PNG pictures</source>
        <translation>PNG 图片序列</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>画面</translation>
    </message>
    <message>
        <source>Sketch and face</source>
        <translation>草图和人脸</translation>
    </message>
    <message>
        <source>{frames} frames, {fps} a second. The film says that the face is synthetic.</source>
        <translation>共 {frames} 帧，每秒 {fps} 帧。影片里注明这张脸是合成的。</translation>
    </message>
</context>
<context>
    <name>FilmProgress</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Frame {done} of {total}</source>
        <translation>第 {done} 帧，共 {total} 帧</translation>
    </message>
    <message>
        <source>Rendering the first frame…</source>
        <translation>正在渲染第一帧…</translation>
    </message>
    <message>
        <source>Writing the file…</source>
        <translation>正在写入文件…</translation>
    </message>
</context>
<context>
    <name>Gestures</name>
    <message>
        <source>A dot</source>
        <translation>画一个点</translation>
    </message>
    <message>
        <source>A straight line</source>
        <translation>画直线</translation>
    </message>
    <message>
        <source>A straight line in steps of an angle</source>
        <translation>按固定角度画直线</translation>
    </message>
    <message>
        <source>Back end of the pen</source>
        <translation>笔的尾端</translation>
    </message>
    <message>
        <source>Back to its middle</source>
        <translation>回到中间</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>单击</translation>
    </message>
    <message>
        <source>Ctrl + Shift + drag</source>
        <translation>按住 Ctrl 和 Shift 拖动</translation>
    </message>
    <message>
        <source>Double click on a slider</source>
        <translation>双击滑块</translation>
    </message>
    <message>
        <source>Drop a file</source>
        <translation>拖入文件</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>擦除</translation>
    </message>
    <message>
        <source>Middle button + drag</source>
        <translation>按住中键拖动</translation>
    </message>
    <message>
        <source>Move the page</source>
        <translation>移动画纸</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>打开该文件</translation>
    </message>
    <message>
        <source>Pinch</source>
        <translation>双指捏合</translation>
    </message>
    <message>
        <source>Shift + drag</source>
        <translation>按住 Shift 拖动</translation>
    </message>
    <message>
        <source>Shift + wheel</source>
        <translation>Shift + 滚轮</translation>
    </message>
    <message>
        <source>Space + Shift + drag</source>
        <translation>按住空格和 Shift 拖动</translation>
    </message>
    <message>
        <source>Space + drag</source>
        <translation>按住空格拖动</translation>
    </message>
    <message>
        <source>Turn the page</source>
        <translation>旋转画纸</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>Zoom and turn the page</source>
        <translation>缩放和旋转画纸</translation>
    </message>
    <message>
        <source>Zoom at the pointer</source>
        <translation>以指针为中心缩放</translation>
    </message>
</context>
<context>
    <name>GroupButtons</name>
    <message>
        <source>Which faces the sketch is compared with</source>
        <translation>草图与哪些脸作比较</translation>
    </message>
</context>
<context>
    <name>Groups</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Feminine</source>
        <translation>女性化</translation>
    </message>
    <message>
        <source>Masculine</source>
        <translation>男性化</translation>
    </message>
</context>
<context>
    <name>HistoryStrip</name>
    <message>
        <source>Every edit; click one to go back to it</source>
        <translation>每一步编辑；单击即可回到那一步</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
</context>
<context>
    <name>LinkedSliders</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>&amp;Redo {edit}</source>
        <translation>重做{edit}(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Undo {edit}</source>
        <translation>撤销{edit}(&amp;U)</translation>
    </message>
    <message>
        <source>New sketch</source>
        <translation>新草图</translation>
    </message>
</context>
<context>
    <name>ModelMenu</name>
    <message>
        <source>Bundled</source>
        <translation>自带模型</translation>
    </message>
    <message>
        <source>Loading the model {name}…</source>
        <translation>正在加载模型 {name}…</translation>
    </message>
    <message>
        <source>Mo&amp;del</source>
        <translation>模型(&amp;D)</translation>
    </message>
    <message>
        <source>Open &amp;other…</source>
        <translation>打开其他(&amp;O)…</translation>
    </message>
</context>
<context>
    <name>MorphEnd</name>
    <message>
        <source>Drawing {letter}</source>
        <translation>画 {letter}</translation>
    </message>
    <message>
        <source>Drawing {letter} from another file</source>
        <translation>从另一个文件选择画 {letter}</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
</context>
<context>
    <name>MorphPanel</name>
    <message>
        <source>Back to the drawing as it is</source>
        <translation>回到当前的画</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Left: as in drawing A. Right: as in drawing B. Double click: back to A.</source>
        <translation>左：如画 A。右：如画 B。双击：回到 A。</translation>
    </message>
    <message>
        <source>Morph</source>
        <translation>渐变</translation>
    </message>
    <message>
        <source>Save the morph as pictures or as a film</source>
        <translation>把渐变保存为图片或影片</translation>
    </message>
    <message>
        <source>Swap the two drawings</source>
        <translation>交换两幅画</translation>
    </message>
</context>
<context>
    <name>Morphing</name>
    <message>
        <source>Now</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>{number}: {what}</source>
        <translation>{number}：{what}</translation>
    </message>
</context>
<context>
    <name>Outputs</name>
    <message>
        <source>Copied the face</source>
        <translation>已复制人脸</translation>
    </message>
    <message>
        <source>Export picture</source>
        <translation>导出图片</translation>
    </message>
    <message>
        <source>Exported {name}</source>
        <translation>已导出 {name}</translation>
    </message>
    <message>
        <source>Morph</source>
        <translation>渐变</translation>
    </message>
    <message>
        <source>The film was cancelled</source>
        <translation>影片已取消</translation>
    </message>
    <message>
        <source>There is nothing to replay yet; draw something first.</source>
        <translation>还没有可重现的内容；请先画点什么。</translation>
    </message>
    <message>
        <source>Time-lapse</source>
        <translation>延时影片</translation>
    </message>
</context>
<context>
    <name>PenControls</name>
    <message>
        <source>Feel</source>
        <translation>手感</translation>
    </message>
    <message>
        <source>Firm: thin until pressed hard</source>
        <translation>偏硬：用力压才会变粗</translation>
    </message>
    <message>
        <source>High</source>
        <translation>高</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>低</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Off: always the full width</source>
        <translation>关：始终为最大粗细</translation>
    </message>
    <message>
        <source>Pen size</source>
        <translation>笔的粗细</translation>
    </message>
    <message>
        <source>Pen size ( [ and ] )</source>
        <translation>笔的粗细（[ 和 ]）</translation>
    </message>
    <message>
        <source>Pressure</source>
        <translation>压感</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Smoothing and pressure of the pen</source>
        <translation>笔的平滑和压感</translation>
    </message>
    <message>
        <source>Soft: a light touch is enough</source>
        <translation>偏软：轻轻一压即可</translation>
    </message>
</context>
<context>
    <name>PinnedRow</name>
    <message>
        <source>Pinned: from a drawing</source>
        <translation>已固定：来自一幅画</translation>
    </message>
    <message>
        <source>Pinned: sample {row}</source>
        <translation>已固定：样本 {row}</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消固定</translation>
    </message>
    <message>
        <source>Your own lines count</source>
        <translation>以您自己的线条为准</translation>
    </message>
    <message>
        <source>Your own lines count again</source>
        <translation>恢复以您自己的线条为准</translation>
    </message>
</context>
<context>
    <name>RefinementSliders</name>
    <message>
        <source>Left: as you drew it. Right: as real faces are. Double click: back to the middle.</source>
        <translation>左：保持所画。右：如真实的脸。双击：回到中间。</translation>
    </message>
    <message>
        <source>Refinement</source>
        <translation>修整</translation>
    </message>
    <message>
        <source>as drawn</source>
        <translation>如所画</translation>
    </message>
    <message>
        <source>refined</source>
        <translation>已修整</translation>
    </message>
</context>
<context>
    <name>SampleButton</name>
    <message>
        <source>Open the sample sketch “{name}”</source>
        <translation>打开示例草图“{name}”</translation>
    </message>
    <message>
        <source>Sample sketch: {name}</source>
        <translation>示例草图：{name}</translation>
    </message>
</context>
<context>
    <name>SampleGrid</name>
    <message>
        <source>Click: put this one in place of your lines</source>
        <translation>单击：用它代替您的线条</translation>
    </message>
    <message>
        <source>Click: your own lines count again</source>
        <translation>单击：恢复以您自己的线条为准</translation>
    </message>
    <message>
        <source>Empty place</source>
        <translation>空位</translation>
    </message>
    <message>
        <source>Sample {row}</source>
        <translation>样本 {row}</translation>
    </message>
    <message>
        <source>Sample {row} (pinned)</source>
        <translation>样本 {row}（已固定）</translation>
    </message>
</context>
<context>
    <name>Samples</name>
    <message>
        <source>Beard</source>
        <translation>胡须</translation>
    </message>
    <message>
        <source>Careful man</source>
        <translation>工整的男子</translation>
    </message>
    <message>
        <source>Careful woman</source>
        <translation>工整的女子</translation>
    </message>
    <message>
        <source>Few lines</source>
        <translation>寥寥几笔</translation>
    </message>
    <message>
        <source>Glasses</source>
        <translation>眼镜</translation>
    </message>
    <message>
        <source>Quick</source>
        <translation>速写</translation>
    </message>
    <message>
        <source>Scribble</source>
        <translation>涂鸦</translation>
    </message>
    <message>
        <source>Smile</source>
        <translation>微笑</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Pen and mouse</source>
        <translation>画笔与鼠标</translation>
    </message>
</context>
<context>
    <name>SidePanel</name>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Morph</source>
        <translation>渐变</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>Samples like yours</source>
        <translation>与您所画相似的样本</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Details…</source>
        <translation>详细信息…</translation>
    </message>
    <message>
        <source>Dismiss this message</source>
        <translation>关闭这条消息</translation>
    </message>
    <message>
        <source>Model: {name}</source>
        <translation>模型：{name}</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>State of the engine</source>
        <translation>引擎状态</translation>
    </message>
    <message>
        <source>Time from the pen to the face</source>
        <translation>从落笔到出现人脸的时间</translation>
    </message>
    <message>
        <source>What is known about this error, to read or to copy</source>
        <translation>关于此错误的详细信息，可阅读或复制</translation>
    </message>
    <message>
        <source>Where the faces are computed</source>
        <translation>计算人脸的设备</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>计算中</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
</context>
<context>
    <name>SwatchButton</name>
    <message>
        <source>Appearance: {name}</source>
        <translation>外观：{name}</translation>
    </message>
</context>
<context>
    <name>UnderlayControl</name>
    <message>
        <source>Strength: {name}</source>
        <translation>强度：{name}</translation>
    </message>
</context>
<context>
    <name>WelcomeCard</name>
    <message>
        <source>Close this hint</source>
        <translation>关闭提示</translation>
    </message>
    <message>
        <source>Draw a face here; the photo beside it follows every line.</source>
        <translation>在这里画一张脸，旁边的照片会随每一笔变化。</translation>
    </message>
    <message>
        <source>Everything can be undone. Or begin with one of these:</source>
        <translation>每一步都可以撤销。也可以从这些草图开始：</translation>
    </message>
    <message>
        <source>Rough is fine: “Refinement” pulls it towards real faces.</source>
        <translation>画得粗略也没关系：“修整”会让线条更接近真实的脸。</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>欢迎</translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Faces like yours, softly under the ink (S)</source>
        <translation>与您所画相似的脸，淡淡地衬在线条下（S）</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>参考图</translation>
    </message>
    <message>
        <source>Shadow</source>
        <translation>阴影</translation>
    </message>
    <message>
        <source>Sketch</source>
        <translation>草图</translation>
    </message>
    <message>
        <source>The face, under the ink</source>
        <translation>衬在线条下的人脸</translation>
    </message>
    <message>
        <source>The picture you draw by</source>
        <translation>您临摹的图片</translation>
    </message>
</context>
</TS>
